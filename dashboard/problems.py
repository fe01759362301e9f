"""What errors say, in the interface's language: their messages are English, as the command line's are."""

from __future__ import annotations

import re
from functools import cache

from dashboard.permissions import REFUSALS
from dashboard.translation import Words

PROBLEMS = (
    *REFUSALS.values(),
    "The report is empty. Paste or upload its text.",
    "The report is binary, not text. Save it as plain text (.txt) first.",
    "This file is not text (a PDF, office, image or archive file). Save its text as .txt first.",
    "This file is binary, not text. Save the report as plain text (.txt) first.",
    "The file's encoding is not known. Save the report as UTF-8 text first.",
    "The report has {count} characters, more than the {most} that are read as one report. "
    "Split it into separate reports.",
    "Event {event} was saved by someone else (it is at revision {now}, not {then}). "
    "Nothing was written: read it again and make your change there.",
    "No event with a date matches these filters, so there is nothing to play. "
    "Take filters off, or give the events dates on the review page.",
    "A playback of {number} pictures is too long. Choose fewer days with --from and --to, or a longer step.",
    "There is no event {event} in {store}.",
    "There is no event {event}. Reload the page.",
    "There is no change {change}. Reload the page.",
    "That change was taken back already.",
    "{who} has changed the same event since (change {change}). Take that back first.",
    "There is no report {report} in {store}.",
    "There is no {name} {word}. Did you mean {near}?",
    "There is no {name} {word}. It is one of {allowed}.",
    "{name} {value} is not a date. Write it as 2024-03-31.",
    "from {first} is after to {last}. Swap them.",
    "{name} {value} does not name two. Write a bar between them: a|b.",
    "{name} {value} is not a period. Write it as 2024-01-01..2024-03-31.",
    "A place needs a name.",
    "A place needs a position: click on the map, or type it.",
    "Not coordinates: {text}. Write latitude and longitude (36.9, 41.5 or 36°54'N 41°30'E) or a grid (MGRS, UTM).",
    "Not coordinates: {text} names the same axis twice.",
    "Not coordinates: minutes and seconds of {text} are not between 0 and 60.",
    "Not coordinates: {text} has {part} in it.",
    "Not coordinates: {text}.",
    "Not a grid reference: {grid} ({reason}).",
    "The latitude {lat} is not between -90 and 90; latitude and longitude look swapped.",
    "The latitude {lat} is not between -90 and 90.",
    "The longitude {lon} is not between -180 and 180.",
    "No column is known to hold a day or a position. Say which with --columns date=…,lat=…,lon=…; there are {columns}.",
    "{path} is empty.",
    "{path} has no rows that can be read.",
    "{path} has no placemarks.",
    "{path} declares a document type; such XML is not read, for its entities may do harm.",
    "{path} breaks off after row {row}: {reason}",
    "This is shown to the public (DAWRIYA_PUBLIC): nothing can be changed here.",
    "No row of {path} can be used: {number} are wrong, the first of them {first}.",
    "No row of {path} can be used: there is none.",
    "{address} can't be fetched. Write an address such as https://example.org/page.",
    "The address of {host} has a name or a password in it. Take it out: none is sent.",
    "Port {port} of {host} is not fetched from, only the usual ports of http and https.",
    "{address} leads on more than {most} times. Give the page's own address.",
    "{host} leads on to {location}, which can't be fetched.",
    "{host} leads from https to http, which is not followed.",
    "{host} takes too long to answer. Try again later.",
    "{host} can't prove who it is, or breaks off: {reason}.",
    "{host} does not answer: {reason}. Check the address, or try again later.",
    "There is no host {host}. Check the spelling, or try again later.",
    "{host} is no host of the public internet, so it is not fetched from.",
    "{host} answered {status}. Check the address, or save the page as a file.",
    "{host} sends {kind}, which is not read. Save it as text first.",
    "{host} sends more than {most} MB. Save what you need as a file.",
    "{host} packs its answer as {packing}, which was not asked for.",
    "{host} broke off in the middle. Try again.",
    "{name} is {value}, which is neither 1 nor 0. Write 1 for yes or 0 for no, or unset it.",
    "{name} is {value}, which is none of {allowed}. Write one of them, or unset it.",
    "{name} is {value}, which is no time zone. Name one such as Asia/Damascus or UTC, or unset it.",
    "{name} is {value}, which is no address of http or https. Correct it, or unset it.",
    "{name} names {value}, which is no folder. Make it, or unset the variable.",
    "{name} names {value}, which is no file that can be read. Make it, or unset the variable.",
    "{name} does not read as a store's address. Write a path, sqlite:///path or "
    "postgresql+psycopg://user@host/database.",
    "{name} is of no use without an address in {other}. Set both, or unset it.",
    "{name} is no setting. Did you mean {near}? Correct the name, or unset it.",
    "This is no page that can be read ({reason}). Open the page in a browser and copy its text.",
    "This is no PDF that can be read ({reason}). Save it anew from a PDF viewer, or copy its text.",
    "This is no Word document that can be read ({reason}). Save it anew as .docx, or copy its text.",
    "This is no mail that can be read ({reason}). Save it anew as .eml from a mail program, or copy its text.",
    "This is no Excel workbook that can be read ({reason}). Save it anew as .xlsx, or as CSV in UTF-8.",
    "This is no feed that can be read ({reason}). Save it anew from its address.",
    "This is no entry that can be read ({reason}). Save it anew from its address.",
    "This is no ZIP archive that can be read ({reason}). Make it anew, or download it again.",
    "This is no member of an archive that can be read ({reason}). Make it anew, or download it again.",
    "The PDF is encrypted. Save it without its password, or copy its text.",
    "The PDF has {count} pages, more than the {most} that are read. Split it.",
    "A page of the PDF has more than {most} pieces of text. Copy its text.",
    "The PDF takes more than {most} seconds to read. Split it, or copy its text.",
    "The PDF holds no text, only pictures (a scan). Have its text recognised (OCR), or type what matters.",
    "It is of an old Office format, or has a password. Save it without one as .docx, .xlsx or PDF.",
    "It is an RTF document. Save it as .docx, PDF or text.",
    "It is packed with gzip. Unpack it first.",
    "It is a packed archive. Unpack it first, or pack it as .zip.",
    "Files of the kind {ending} are not read. Save it as .docx, PDF or text.",
    "Files of the kind {ending} are not read. Save it as .xlsx or CSV.",
    "Files of the kind {ending} are not read. Save the mails as .eml.",
    "Files of the kind {ending} are not read. Unpack it first, or pack it as .zip.",
    "It is encrypted. Unpack the archive with its password first.",
    "It unpacks to {size} MB; at most {most} MB are read. Split it.",
    "It unpacks to {ratio} times its size, as no report does. It is not read.",
    "The archive unpacks to more than {most} MB. Split it, or unpack it into a folder.",
    "The archive holds more than {most} files. Unpack it into a folder.",
    "The file has {size} MB, more than the {most} MB of such files that are read. Split it.",
    "Files lie more than {depth} deep in each other. Unpack it first.",
    "The row has no text.",
    "The row's day {day} is not a date such as 2024-03-31.",
    "There is no column {name} for {field}. There are: {columns}.",
    "No column is known to hold the text of the reports. There are: {columns}. "
    "Say which one it is: --columns text=HEADER",
    "The workbook is empty.",
    "The feed has no entries.",
    "The entry has no text.",
    "The XML is no feed (RSS or Atom), so no report is known in it.",
    "The feed declares entities of its own; such XML is not read, for they may do harm.",
    "The mail has no text.",
    "It has neither a sender nor a subject, so it is no mail. "
    "Save it anew as .eml from a mail program, or copy its text.",
    "There is no {part} in it, so it is no Word document. Save it anew as .docx, or copy its text.",
    "It is not JSON: {reason}.",
    "It is not JSON that can be read: it is nested too deeply.",
    "The file has changed while it was read. Read it again.",
    "It can't be read: {reason}.",
)
"""What an error's message may be, {parts} of it left open, so that it can be said in another language."""


def say_problem(message: str, words: Words) -> str:
    """An error's message in the interface's language; one that is not foreseen is quoted as it is."""
    for template in PROBLEMS:
        if found := _pattern(template).fullmatch(message):
            return words.say(template, **found.groupdict())
    return message if words.lang == "en" else words.say("This did not work: {message}", message=message)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """A message with open parts as a pattern with a group for each."""
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(template)), re.DOTALL)
