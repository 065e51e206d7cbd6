"""An import report as text, to read and to save."""

from __future__ import annotations

from briefing_app.services.importing import ImportReport

MOST_SHOWN = 40
OUTCOMES = {
    "kept": "new",
    "updated": "updated",
    "unchanged": "unchanged",
    "older": "older than what is here",
    "deleted": "deleted",
    "rejected": "refused",
    "not_understood": "not understood",
    "waiting": "waiting for a measure to be named",
    "left_out": "left out",
    "passed_over": "not needed",
}


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _why_unchanged(report: ImportReport) -> str:
    if not report.total("unchanged"):
        return "it holds nothing new that is shown"
    return f"{'what could be read' if report.total('rejected') else 'all'} of it was here already"


def report_as_text(report: ImportReport, *, whole: bool = False) -> str:
    """What was read, kept and refused; ``whole`` lists every issue and every file."""
    refused_files = sum(one.rejected for file in report.files for one in file.types if one.type == "file")
    totals = {name: report.total(name) - (refused_files if name == "rejected" else 0) for name in OUTCOMES}
    counts = ", ".join(f"{totals[name]} {words}" for name, words in OUTCOMES.items() if totals[name] or name == "kept")
    files = max(report.files_read, len(report.files))  # an older report has no count of its own
    if report.all_refused:
        lines = [f"{report.label}: nothing could be read."]
    elif report.nothing_read:
        lines = [f"{report.label}: no record to read was found."]
    else:
        lines = [f"{report.label}: {report.total('read')} records read from {_files(files)}; {counts}."]
    if refused_files:
        lines.append(f"{refused_files} of {_files(files)} could not be read, or not to {'its' if files == 1 else 'their'} end.")
    if not report.changed and not report.nothing_read:
        lines.append(f"Nothing changed: {_why_unchanged(report)}.")
    lines.append(f"{report.bytes / 1e6:.1f} MB in {report.seconds:.1f} s.")
    if report.understood_later:
        those = "record of an earlier import" if report.understood_later == 1 else "records of earlier imports"
        lines.append(
            f"{report.understood_later} {those}, kept until now, {'is' if report.understood_later == 1 else 'are'} understood."
        )
    if report.dropped:
        those = "record was" if report.dropped == 1 else "records were"
        lines.append(
            f"{report.dropped} {those} too large, or too many beside others, to be kept whole: only that there were any is known now."
        )
    left_out = report.total("left_out")
    if left_out:
        lines.append(
            f"{left_out} {'record' if left_out == 1 else 'records'} of a deleted client {'was' if left_out == 1 else 'were'} left out."
            " Settings, or 'briefing client ID --allow-again', lets the next import bring them back."
        )
    people = sum(report.unassigned.values())
    if people:
        lines.append(f"{people} records belong to nobody known in the export; they are kept and shown as unassigned.")
    for code in report.codes_to_map:
        lines.append(
            f"Local code {code.code} ({code.display}) of {code.system or 'no system'}, {code.count} times: say which measure or item"
            " it is, on the Import page or with 'briefing map'."
        )
    shown = report.issues if whole else report.issues[:MOST_SHOWN]
    lines += [f"  {issue.file}{f':{issue.line}' if issue.line else ''}: {issue.reason}" for issue in shown]
    if len(report.issues) > len(shown) or report.issues_left_out:
        lines.append(f"  … and {len(report.issues) - len(shown) + report.issues_left_out} more.")
    if whole:
        for file in report.files:
            lines.append(file.path)
            for one in file.types:
                numbers = ", ".join(
                    f"{name} {getattr(one, name)}" for name in ("read", *OUTCOMES, "left_out") if getattr(one, name)
                )
                lines.append(f"    {one.type}: {numbers}")
    return "\n".join(lines)
