"""Codes of what keeps a file from being read at all: its text, its form as YAML or JSON, its place on the disk."""

from __future__ import annotations

from checker.codes.code import Code

READING: tuple[Code, ...] = (
    Code(
        "too-large",
        "A file has more than 1 MiB. No file that people write and review is as long.",
        "a model-manifest.yaml of 3 MB",
        "Take out what is not the file's own; split a catalog into several files.",
    ),
    Code(
        "not-utf8",
        "A file is not UTF-8 text.",
        "a manifest that was saved as Latin-1 or UTF-16",
        "Save it as UTF-8. The place is that of the first byte that is not.",
    ),
    Code(
        "bad-character",
        "A character is invisible, or changes in which order text is read.",
        'owner: "team\\u202eclaims"',
        "Remove it. If you did not write it, ask who did, and why.",
    ),
    Code(
        "yaml-syntax",
        "A file is not valid YAML.",
        "data: [phi, personal",
        "Correct what the message says, at the place or just before it. An editor shows it while you type.",
    ),
    Code(
        "json-syntax",
        "A file is not valid JSON.",
        '{"service": }',
        "Correct what the message says, at or just before the place.",
    ),
    Code(
        "empty-file",
        "A file holds nothing but comments and blanks.",
        "# to be written",
        "Write its content, or delete the file.",
    ),
    Code(
        "not-a-mapping",
        "A document is a list or a single value, and not keys with values.",
        "- service: claims",
        "Begin with the keys, such as `format:`, without a hyphen.",
    ),
    Code(
        "second-document",
        "A file of ours holds more than one document.",
        "---",
        "Write each into a file of its own.",
    ),
    Code(
        "duplicate-key",
        "A mapping has one key twice, and YAML's readers disagree which one counts.",
        "owner: team-a\nowner: team-b",
        "Keep one of them.",
    ),
    Code(
        "bad-key",
        "A key is not a single text, or is longer than any key that there is.",
        "? [a, b]\n: c",
        "Write `key: value`.",
    ),
    Code(
        "no-value",
        "A key has no value.",
        "owner:",
        "Give it one, or leave the key out: what is absent is unknown.",
    ),
    Code(
        "anchor",
        "A value has a YAML anchor. What is declared must be visible where it is.",
        "owner: &us team-a",
        "Remove the anchor.",
    ),
    Code(
        "alias",
        "A YAML alias stands for a value that is written somewhere else, or for nothing.",
        "owner: *us",
        "Write the value out where it holds.",
    ),
    Code(
        "merge-key",
        "The merge key of YAML takes in keys that are written somewhere else.",
        "<<: *defaults",
        "Write the keys out where they hold.",
    ),
    Code(
        "tag",
        "A value has a YAML tag. The schema decides what a value is.",
        "tier: !!int 1",
        "Remove the tag.",
    ),
    Code("directive", "A line of YAML speaks to its parser.", "%YAML 1.1", "Remove the line that begins with `%`."),
    Code(
        "too-deep",
        "Values lie inside each other more than 32 deep.",
        "[[[[ ... ]]]]",
        "No file of ours needs that; look for a bracket that is not closed.",
    ),
    Code(
        "too-many-nodes",
        "A file has more than 50,000 keys and values.",
        "a generated list of 60,000 entries",
        "Split it into several files.",
    ),
    Code(
        "too-many-faults",
        "A file has more than 100 faults; the others are only counted.",
        "a file of another format under the name of a manifest",
        "Correct the first ones, and run it again.",
    ),
    Code(
        "unreadable",
        "A file cannot be read: it is not there, may not be read, or git keeps it out of the work tree.",
        "a file without read permission; a sparse checkout",
        "Do what the message or its help says.",
    ),
    Code(
        "folder",
        "A folder is given where a file is needed.",
        "policies: [policies]",
        "Name the file in it, or a pattern such as `policies/*.yaml`.",
    ),
    Code(
        "no-such-file",
        "A path or a pattern of the configuration matches no file.",
        "catalogs: [catalogue/*.yaml]",
        "Correct the path; git add the file, where a hook judges what git tracks.",
    ),
    Code(
        "outside",
        "A path leads out of the folder that is checked.",
        "policies: [../../shared/org.yaml]",
        "Bring the file below the folder, or put the configuration into a folder above both.",
    ),
    Code(
        "link",
        "An input is a symbolic link, which may lead anywhere.",
        "policies/org.yaml -> /etc/org.yaml",
        "Put the file itself there.",
    ),
    Code(
        "link-loop",
        "A symbolic link leads back to itself, or to a folder around it.",
        "services/all -> ..",
        "Remove the link.",
    ),
    Code(
        "input-behind-link",
        "A manifest or another input is in a folder that only a link leads to.",
        "services/vendor -> ../elsewhere",
        "Put the folder itself there: links of folders are not followed.",
    ),
)
"""In the order in which a file is read."""
