"""jedi: what a name means by goto, what it is by infer. Questions as JSON lines on stdin, answers on stdout."""

import ast
import json
import os
import sys

import jedi

folder, environment = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
project = jedi.Project(folder, environment_path=environment)
scripts = {}


def script_of(file):
    if file not in scripts:
        scripts[file] = jedi.Script(path=os.path.join(folder, file), project=project)
    return scripts[file]


def named(name):
    path = str(name.module_path or "")
    if path.startswith(folder + "/"):
        return f"{path[len(folder) + 1 :]}:{name.line}"
    full = name.full_name or name.name
    return "global:" + full.removeprefix("builtins.") if full.startswith("builtins.") else "package:" + full


def answer(question):
    kind, text = question["kind"], question["text"]
    script = script_of(question["file"])
    # The last name of an expression, in front of what it is called with.
    line, column = question["line"], question["column"] - 1
    if text.endswith(")"):
        return None
    line, column = question["endLine"], question["endColumn"] - 2
    if kind in ("declaration", "reach", "value", "written"):
        found = [one for one in script.goto(line, column, follow_imports=True) if one.line is not None or one.full_name]
        # What is not installed leads to its import.
        found = found or [one for one in script.goto(line, column) if one.full_name]
        if not found:
            return None
        isimport = found[0].type == "module" or "import " in (found[0].get_line_code() or "")
        name = "package:" + found[0].full_name if isimport and found[0].full_name else named(found[0])
        if kind in ("declaration", "reach"):
            return "global" if kind == "declaration" and name.startswith("global:") else name
        if kind == "written":
            uses = script.get_references(line, column, scope="file")
            writes = [use for use in uses if use.is_definition()]
            return f"{'again' if len(writes) > 1 else 'once'} local"
        code = found[0].get_line_code().split("=", 1)[-1].strip()
        try:
            return json.dumps(json.loads(code))
        except ValueError:
            return None
    if kind == "receiver":
        found = [one for one in script.infer(line, column) if one.name != "NoneType"]
        if not found:
            return None
        name = named(found[0])
        builtin = {"str": "string", "list": "array", "set": "set"}.get(found[0].name)
        return builtin or (name if ":" in name and name.startswith(("package", "global")) else "class:" + found[0].name)
    if kind == "extends":
        file = script_of(question["file"])
        tree = ast.parse(open(file.path).read())
        node = next(one for one in ast.walk(tree) if isinstance(one, ast.ClassDef) and one.lineno == line)
        if not node.bases:
            return "none"
        base = node.bases[0]
        return answer({**question, "kind": "reach", "text": "", "endLine": base.end_lineno, "endColumn": base.end_col_offset + 1})
    if kind == "callers":
        uses = script.get_references(line, column)
        calls = [use for use in uses if not use.is_definition() and use.get_line_code()[use.column + len(use.name) :].startswith("(")]
        return " ".join(sorted({named(use) for use in calls if "/tests" not in str(use.module_path)})) or "none"
    if kind == "awaitable":
        found = script.infer(line, column)
        return None if not found else "yes" if "async def" in (found[0].get_line_code() or "") else "no"
    return None


for one in sys.stdin:
    question = json.loads(one)
    try:
        print(json.dumps({"given": answer(question)}), flush=True)
    except Exception as error:
        print(json.dumps({"given": None, "failure": repr(error)[:200]}), flush=True)
