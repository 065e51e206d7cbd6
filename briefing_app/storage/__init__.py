"""The encrypted stores. Only here is SQLAlchemy known."""
