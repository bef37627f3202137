"""Opens files in the readers of their formats, as programs of others do. Usage: readers.py READER FILE...

Prints one line for each file: "opens" or "FAILS", the reader, the file, and why. Exit status 3 when the reader is not
installed.
"""

import json
import pathlib
import sys


def oscal(path):
    """compliance-trestle: pydantic models generated from NIST's metaschemas."""
    from trestle.oscal.assessment_results import AssessmentResults

    read = AssessmentResults.oscal_read(path)
    written = json.loads(path.read_text())["assessment-results"]["results"]
    if len(read.results) != len(written):
        raise ValueError("not all results were read")


def in_toto(path):
    """in-toto-attestation: the statement, and the predicate as its protobuf has it."""
    from google.protobuf.json_format import MessageToDict, ParseDict
    from in_toto_attestation.predicates.test_result.v0 import test_result_pb2
    from in_toto_attestation.predicates.vsa.v1 import vsa_pb2
    from in_toto_attestation.v1 import statement_pb2
    from in_toto_attestation.v1.statement import Statement

    written = json.loads(path.read_text())
    Statement.copy_from_pb(ParseDict(written, statement_pb2.Statement())).validate()
    predicate = written["predicate"]
    kind = written["predicateType"]
    if kind == "https://in-toto.io/attestation/test-result/v0.1":
        message = ParseDict(predicate, test_result_pb2.TestResult())
    elif kind == "https://slsa.dev/verification_summary/v1":
        # The protobuf of in-toto-attestation 0.9.3 is behind the specification (slsa.dev/spec/v1.1/verification_summary):
        # it has no verifier.version, and verifiedLevels is one text there instead of a list.
        known = {**predicate, "verifier": {"id": predicate["verifier"]["id"]}}
        levels = known.pop("verifiedLevels")
        if not levels or not all(isinstance(level, str) for level in levels):
            raise ValueError("verifiedLevels is no list of texts")
        message = ParseDict(known, vsa_pb2.VerificationSummary())
        predicate = known
    else:
        raise ValueError("predicate " + kind)
    read = MessageToDict(message)
    lost = [key for key, value in predicate.items() if value and read.get(key) != value]
    if lost:
        raise ValueError("read otherwise: " + ", ".join(lost))


def junit(path):
    """The standard library's XML parser, and counts as what shows JUnit files adds them up."""
    import xml.etree.ElementTree as ElementTree

    root = ElementTree.parse(path).getroot()
    suites = [root] if root.tag == "testsuite" else root.findall("testsuite")
    if root.tag not in ("testsuites", "testsuite") or not suites:
        raise ValueError("no test suites")
    for suite in suites:
        cases = suite.findall("testcase")
        for counted, tag in (("tests", None), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            found = len(cases) if tag is None else sum(case.find(tag) is not None for case in cases)
            if int(suite.get(counted, "0")) != found:
                raise ValueError(f"{suite.get('name')}: {counted} is {suite.get(counted)}, and there are {found}")
        for case in cases:
            if not case.get("name") or not case.get("classname"):
                raise ValueError("a test case without name and classname")


def table(path):
    """The standard library's CSV reader: every row has the columns of the first."""
    import csv

    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, strict=True))
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("rows of different lengths")


READERS = {"compliance-trestle": oscal, "in-toto-attestation": in_toto, "Python's xml": junit, "Python's csv": table}


def main(reader, *files):
    failed = 0
    for file in files:
        try:
            READERS[reader](pathlib.Path(file))
        except ModuleNotFoundError as error:
            print(error)
            return 3
        except Exception as error:  # Whatever a reader raises is what is asked for.
            failed = 1
            print(f"FAILS   {reader}: {file}: {type(error).__name__}: {error}")
        else:
            print(f"opens   {reader}: {file}")
    return failed


sys.exit(main(*sys.argv[1:]))
