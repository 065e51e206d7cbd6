"""The invented people of the demo practice. None of them exists; names were made up for this program."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Course:
    """How a measure goes over the weeks: first and last total, and how many of its administrations are given (newest last).

    ``newest`` is the newest total where it is not where the others were going.
    """

    first: int
    last: int
    every_days: int = 14
    skip_last: int = 0
    newest: int | None = None


@dataclass(frozen=True, slots=True)
class Invented:
    """One client of the demo: when they come (days from today, clock), and what the data show.

    ``message_sent`` is how many days ago, and when; ``ors`` are totals from paper, one a week, the newest last.
    """

    given: str
    family: str
    pronouns: str
    born: str
    day: int
    clock: str
    minutes: int = 50
    mode: str = ""
    weeks: int = 14
    phq9: Course | None = None
    gad7: Course | None = None
    pcl5: Course | None = None
    item9: tuple[int, ...] = ()
    missed: tuple[int, ...] = ()
    cancelled: tuple[int, ...] = ()
    diagnoses: tuple[tuple[str, str], ...] = ()
    medication: tuple[tuple[str, str, int], ...] = ()
    goals: tuple[tuple[str, str], ...] = ()
    plan: str = ""
    message: str = ""
    message_sent: tuple[int, str] = (3, "19:20")
    ors: tuple[float, ...] = ()
    safety_plan_days: int | None = None
    trouble: str = ""


DEPRESSION = ("F33.1", "Major depressive disorder, recurrent, moderate")
ANXIETY = ("F41.1", "Generalized anxiety disorder")
PTSD = ("F43.10", "Post-traumatic stress disorder")
PANIC = ("F41.0", "Panic disorder")
ADJUSTMENT = ("F43.23", "Adjustment disorder, mixed anxiety and depressed mood")
ALCOHOL = ("F10.10", "Alcohol use disorder, mild")
INSOMNIA = ("F51.01", "Primary insomnia")

PEOPLE: tuple[Invented, ...] = (
    Invented("Amina", "Sorel", "she/her", "1987-04-02", 0, "09:00", phq9=Course(19, 4), gad7=Course(14, 5), diagnoses=(DEPRESSION,),
             goals=(("Swim twice a week", "on most weeks"),), plan="Relapse signs listed together. Agreed: space sessions to every two weeks from December."),
    Invented("Jonah", "Whitlock", "he/him", "1996-11-17", 0, "10:00", mode="video", weeks=2, phq9=Course(13, 12, 7), gad7=Course(11, 12, 7),
             diagnoses=(ADJUSTMENT,), plan="Timeline of the last year begun. Agreed: write down three moments of the week that went as hoped."),
    Invented("Marisol", "Duarte", "she/her", "1992-02-29", 0, "11:00", phq9=Course(19, 9), gad7=Course(16, 8), pcl5=Course(52, 41, 28),
             item9=(1, 1, 1, 1, 1, 1, 2), missed=(4,), diagnoses=(PTSD, DEPRESSION), medication=(("Sertraline 50 mg", "once daily", 70), ("Sertraline 100 mg", "once daily", 6)),
             goals=(("Drive to work alone, three of five days", "two of five days"), ("Sleep six hours", "4.8 hours")), safety_plan_days=22,
             plan="Started imaginal exposure. Agreed: listen to the recording three times, walk past the site with her sister. Next: review homework, step four of the hierarchy.",
             message="Slept badly after the second recording, but did all three."),
    Invented("Everett", "Callan", "he/him", "1979-08-08", 0, "12:30", phq9=Course(17, 18), gad7=Course(12, 12), diagnoses=(DEPRESSION, ALCOHOL),
             medication=(("Bupropion XL 150 mg", "each morning", 80),), goals=(("Two evenings without a drink", "none this fortnight"),),
             plan="Activity log came back empty. Agreed: one walk before noon on three days."),
    Invented("Pritha", "Raman", "she/her", "2001-05-23", 0, "14:00", mode="video", phq9=Course(16, 14, 14, 3), gad7=Course(13, 13, 14, 3), missed=(1, 2), cancelled=(4,),
             diagnoses=(ANXIETY,), plan="Worry time tried once. Agreed: ten minutes at 17:00, on paper."),
    Invented("Marisa", "Duarte", "she/her", "1968-07-14", 0, "15:00", phq9=Course(8, 6), gad7=Course(15, 9), diagnoses=(PANIC,),
             plan="Interoceptive exercises on the stairs. Agreed: daily, two minutes, note the peak."),
    Invented("Dominik", "Kessler", "he/him", "1990-12-01", 0, "16:30", minutes=90, weeks=0, diagnoses=()),
    Invented("Lucinda", "Abara", "she/her", "1983-03-19", 1, "09:00", phq9=Course(15, 7), diagnoses=(DEPRESSION,)),
    Invented("Teodor", "Vance", "he/him", "1959-10-10", 1, "10:00", phq9=Course(8, 20), gad7=Course(6, 12), diagnoses=(DEPRESSION,),
             plan="Brother's illness has come back. Agreed: call the carers' line."),
    Invented("Noor", "Haldane", "they/them", "1999-06-06", 1, "11:00", phq9=Course(14, 9), gad7=Course(14, 8), diagnoses=(ANXIETY,),
             message="I did not want to say it in the room, but the nights are frightening again and I do not feel safe tonight. My sister is staying over.",
             message_sent=(6, "21:40")),
    Invented("Graziella", "Monti", "she/her", "1974-01-27", 1, "13:00", phq9=Course(12, 11), trouble="incomplete", diagnoses=(ADJUSTMENT,)),
    Invented("Silas", "Okonjo", "he/him", "1988-09-30", 1, "14:00", phq9=Course(18, 12), trouble="wrong total", diagnoses=(DEPRESSION,)),
    Invented("Henrike", "Baum", "she/her", "1965-05-05", 2, "09:00", phq9=Course(10, 5, newest=14), gad7=Course(9, 4), diagnoses=(ADJUSTMENT,)),
    Invented("Rafiq", "Osman", "he/him", "1993-02-11", 2, "10:00", pcl5=Course(58, 37, 28), phq9=Course(16, 10), diagnoses=(PTSD,)),
    Invented("Odile", "Fontaine", "she/her", "1981-12-24", 2, "11:00", phq9=Course(13, 13), gad7=Course(16, 9), missed=(3, 6), diagnoses=(PANIC,)),
    Invented("Bartholomew", "Featherstonehaugh-Wyndham", "he/him", "1948-04-30", 2, "13:30", phq9=Course(7, 6), diagnoses=(INSOMNIA,)),
    Invented("Keiko", "Arima", "she/her", "2004-08-15", 3, "09:00", gad7=Course(17, 10), phq9=Course(11, 8), diagnoses=(ANXIETY,)),
    Invented("Desmond", "Achterberg", "he/him", "1977-07-07", 3, "10:00", phq9=Course(20, 15), item9=(2, 2, 1, 1, 1, 0, 0), diagnoses=(DEPRESSION,), safety_plan_days=40),
    Invented("Ingrid", "Solheim", "she/her", "1990-03-03", 3, "11:00", phq9=Course(9, 3), trouble="two scores", diagnoses=(ADJUSTMENT,)),
    Invented("Camille", "Rousse", "they/them", "1997-10-21", 3, "14:00", mode="video", gad7=Course(12, 12, 14, 2), phq9=Course(10, 11, 14, 2), diagnoses=(ANXIETY,)),
    Invented("Leopold", "Nkemelu", "he/him", "1985-06-18", 4, "09:00", phq9=Course(14, 6), gad7=Course(10, 5), diagnoses=(DEPRESSION,)),
    Invented("Yasmin", "Qadir", "she/her", "1994-01-09", 4, "10:00", pcl5=Course(49, 44, 28), phq9=Course(15, 14), diagnoses=(PTSD,)),
    Invented("Otis", "Grainger", "he/him", "1971-11-11", 4, "11:00", phq9=Course(11, 10), gad7=Course(8, 8), missed=(2,), diagnoses=(ALCOHOL, DEPRESSION)),
    Invented("Fenella", "Strand", "she/her", "2011-02-20", 4, "13:00", ors=(21.5, 22, 24.5, 24, 26, 25.5, 27, 26.5), diagnoses=(PANIC,)),
)  # fmt: skip
