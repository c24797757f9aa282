"""The codes of reading and shape: everything that is found before a rule is asked.

Each has the page that ``floec explain`` prints.  A rule keeps its code and page in its own module.
"""

from floec.diagnostics import Code, error, warning

FILE_UNREADABLE = error(
    "file-unreadable",
    "A file that cannot be read",
    """\
The file does not exist, is not a regular file, or may not be read. floec never waits on a pipe or
a device, and reads at most 5 MiB.
""",
)
TOO_LARGE = error(
    "too-large",
    "A file, number or structure beyond the limits",
    """\
floe.yaml may have 5 MiB, 64 levels of nesting, and 100,000 nodes after aliases are expanded. The limits
are far above any real pipeline; they stop a file that was made to exhaust the machine that compiles it.
""",
)
ENCODING = error(
    "encoding",
    "Bytes that are not UTF-8",
    """\
floe.yaml is UTF-8 text. A byte-order mark and Windows line ends are fine. Save the file as UTF-8; most
often the text came from an editor set to Latin-1 or UTF-16.
""",
)
FORBIDDEN_CHARACTER = error(
    "forbidden-character",
    "A control, bidirectional or zero-width character",
    """\
Such characters do not show, or change the order in which text is shown, so that a reviewer sees
something other than what is compiled. They are refused everywhere, in comments too, and also when
written as an escape. Delete the character; messages show it as U+XXXX.
""",
)
YAML_SYNTAX = error(
    "yaml-syntax",
    "Text that is not YAML",
    """\
The YAML parser could not go on at the marked place. The usual causes are an indentation that does not
line up with its neighbours, a tab, a missing colon or space after a colon, and a quote or bracket
that is not closed.

    compute:
      target: duckdb
       threads: 4        # one column too far right
""",
)
DUPLICATE_KEY = error(
    "duplicate-key",
    "A key given twice in one mapping",
    """\
YAML readers disagree on which of the two counts, and most keep the last one silently. Keep one.

    compute:
      target: duckdb
      target: snowflake  # which one?
""",
)
NON_TEXT_KEY = error(
    "non-text-key",
    "A key that is not text",
    """\
Keys of floe.yaml are text. A number, true, null, a list or a mapping as a key is refused; quote the
key if text was meant.
""",
)
TAG = error(
    "tag",
    "A YAML tag",
    """\
Tags such as `!!python/object` or `!ENV` make a reader build something other than text, numbers, lists and
mappings. floe.yaml has no use for them, and executing one would be a hole. Write the plain value.
""",
)
DIRECTIVE = error(
    "directive",
    "A YAML directive",
    """\
`%YAML` and `%TAG` lines change how the text is read: under `%YAML 1.1`, `yes` is true and `010` is eight.
floe.yaml is always YAML 1.2. Delete the line.
""",
)
MULTIPLE_DOCUMENTS = error(
    "multiple-documents",
    "More than one YAML document",
    """\
A floe.yaml describes one pipeline in one document. Delete the second `---`, or move what follows into a
file of its own.
""",
)
ALIAS = error(
    "alias",
    "An alias that cannot be followed",
    """\
`*name` repeats what `&name` marked before. Here the anchor is missing, or the alias stands inside its own
anchor, which would never end.
""",
)
MERGE_KEY = error(
    "merge-key",
    "A merge key with nothing to merge",
    """\
`<<` takes a mapping, or a list of mappings, and fills in the keys that are not given explicitly.

    x-defaults: &d {traces: false}
    observability:
      <<: *d
""",
)
BAD_NUMBER = error(
    "bad-number",
    "A number that has no exact meaning",
    """\
`.nan`, `.inf` and numbers beyond 64 bits are read differently by different programs. Quote the value if
text was meant.
""",
)
EMPTY_FILE = error(
    "empty-file",
    "A file with nothing in it",
    """\
The smallest floe.yaml is

    name: orders
    compute: {target: duckdb}
    transforms:
      - {type: dbt, path: ./dbt}

`floec init` writes a project that builds.
""",
)
UNKNOWN_KEY = error(
    "unknown-key",
    "A key that the language does not have here",
    """\
Unknown keys are refused at every depth, because a misspelt key that is silently ignored is a setting
that is silently not made. Top-level keys beginning with `x-` are yours, for anchors and notes.
""",
)
MISSING_KEY = error(
    "missing-key",
    "A required key that is not there",
    """\
The block at the marked place needs the named key. The help line gives it with an example.
""",
)
WRONG_TYPE = error(
    "wrong-type",
    "A value of the wrong kind",
    """\
The key takes another kind of value: text, a whole number, a number, true or false, a list or a mapping.
YAML decides the kind by the way a value is written: `4` is a number and `"4"` is text; `yes` is text, and
only `true` is true.
""",
)
UNUSED_KEY = error(
    "unused-key",
    "A setting that another one keeps from being read",
    """\
The key belongs to this block, but not to the choice that was made in it: a key file says nothing where dbt logs in with a
token, and a cluster's name nothing beside a serverless workgroup. It would be ignored, which hardly anybody means.

    compute:
      target: bigquery
      properties:
        auth: oauth
        keyfile_path: /etc/google/key.json   # only `auth: service_account` reads it
""",
)
INVALID_CHOICE = error(
    "invalid-choice",
    "A value that is not one of the allowed ones",
    """\
The key takes one of a fixed list of values, which the message names.
""",
)
INVALID_VALUE = error(
    "invalid-value",
    "A value of the right kind with the wrong content",
    """\
The value breaks a rule of its field: a length, a range, or a form such as a Kubernetes name, a URL, a
port or a quantity. The message states the rule.
""",
)
UNKNOWN_ENVIRONMENT = error(
    "unknown-environment",
    "An environment that floe.yaml does not define",
    """\
`--env NAME` and FLOE_ENV choose one of the keys under `environments:`.
""",
)
BASE_DOCUMENT = error(
    "base-document",
    "A base document that cannot be used",
    """\
`extends:` names one or more documents that floe.yaml builds on, relative to the file that names them. They stand inside
the repository (the nearest folder above with .git; without one, the folder of floe.yaml), hold a mapping, and do not lead back to
themselves. What floe.yaml says lies over them, and of two bases the later one over the earlier one; mappings merge, lists replace.

    extends: ../platform/base.yaml
    extends: [../platform/base.yaml, team.yaml]

Paths in a base document, such as those of transforms, are relative to floe.yaml.
""",
)
BAD_SETTING = error(
    "bad-setting",
    "A flag or variable that sets nothing",
    """\
`--set PATH=VALUE` and a variable `FLOE__PATH__TO__KEY` set one value of the document. The path is written as messages show it:
`compute.threads`, `transforms[0].path`, `labels."app.kubernetes.io/part-of"`; in a variable in capitals, with two underscores between the
steps and a number for an item of a list: `FLOE__TRANSFORMS__0__PATH`. An item must exist. `environments` and `extends` cannot be set:
choose an environment with `--env` or FLOE_ENV.
""",
)
UNKNOWN_VARIABLE = warning(
    "unknown-variable",
    "A FLOE_ variable that means nothing",
    """\
Variables whose names begin with FLOE_ are floec's. These have a meaning: FLOE_ARTIFACTS_PATH, FLOE_COMPUTE_TARGET, FLOE_ENV,
FLOE_PROJECT_DIR (read by dbt), and `FLOE__PATH__TO__KEY` for any value of floe.yaml. Another one is most likely misspelt, and would
otherwise be ignored without a word. `--hermetic` reads none.
""",
)
DOTENV_SYNTAX = error(
    "dotenv-syntax",
    "A line of .env that cannot be read",
    """\
The file .env beside floe.yaml holds a variable a line: NAME=value. A value may stand in single or double quotes, must end on its line, and is
taken as it is: nothing is expanded, and no shell is asked. Only the variables that floec knows are looked at.

    FLOE_COMPUTE_TARGET=duckdb
    FLOE__COMPUTE__PROPERTIES__PATH='warehouse/dev.duckdb'   # a comment
""",
)
OUTPUT_FOLDER = error(
    "output-folder",
    "An output folder that floec will not write to",
    """\
floec writes only to a folder that is empty, absent, or of its own making (it holds an artifacts.json of
floec). It never follows a symbolic link there, so that a build cannot write somewhere else. Choose
another folder with `--out`, or empty this one.
""",
)
OUTPUT_WRITE = error(
    "output-write",
    "Outputs that could not be written",
    """\
The operating system refused a write: a full disk, a read-only folder, a missing permission. The folder
holds what it held before.
""",
)

ALL: tuple[Code, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Code))
