import type { AuditedCode } from '../rule.ts';
import { isExcludedFile } from '../scoring/excluded-files.ts';
import { findImporters } from './file-importers.ts';

/** Folders of files that are run by hand or by a build. */
const SCRIPT_FOLDER =
  /(?:^|\/)(?:scripts?|bin|cli|cmd|management\/commands|examples?|benchmarks?|bench|migrations?|versions|seeds?|docs?|\.github)\//u;
/** Folders that may contain scripts, but also server code: CQRS commands, tools of agents. */
const MAYBE_FOLDER = /(?:^|\/)(?:tools?|commands?)\//u;
const EXPORTS = /^export\b|\bmodule\.exports\b|^exports\./mu;
const SCRIPT_FILE =
  /(?:^|\/)(?:manage|setup|noxfile|conf)\.py$|(?:^|\/)(?:build|esbuild|gulpfile|seed(?:-\w+)?)\.[cm]?[jt]s$|(?:^|[./-])(?:cli|config|rc)\.[cm]?[jt]s$|(?:^|\/)(?:cli|__main__)\.py$/u;
const COMMAND_LINE =
  /^\s*(?:import|from)\s+(?:argparse|click|typer|fire|docopt)\b|(?:from|require\()\s*['"](?:commander|yargs|cac|@oclif\/core|citty)['"]/mu;
const RUNS =
  /\basyncio\.run\(|\.run_until_complete\(|\banyio\.run\(|\btrio\.run\(|__name__\s*==\s*['"]__main__['"]/u;
/** Node.js command without a CLI library: reads its arguments and exits with a status code. */
const NODE_COMMAND =
  /\bprocess\.argv\b[\s\S]*\bprocess\.exit\(|\bprocess\.exit\([\s\S]*\bprocess\.argv\b/u;
const SHEBANG = /^#!/u;
/** Libraries of processes that keep running for others, which are no scripts. */
const SERVES =
  /\b(?:uvicorn|hypercorn|gunicorn|aiohttp\.web|run_app|FastAPI|Starlette|Quart|Sanic|websockets|discord|aiogram|telegram|slack_bolt|grpc\.aio|aio_pika|aiokafka|faststream|nats|start_server|serve_forever|run_forever|create_server)\b|\.listen\(/u;

/** Returns why only the person who starts a file waits for its work, or null if others may. */
export function explainStandaloneScript(audited: AuditedCode, file: string): string | null {
  const why = whyScriptItself(audited, file) ?? whyOfScripts(audited, file);
  return why !== null && isAwaitedElsewhere(audited, file) ? null : why;
}

/** Returns why a file is a script, judged by its name and its text; null: it is none. */
function whyScriptItself({ code, context }: AuditedCode, file: string): string | null {
  if (SCRIPT_FOLDER.test(file) || SCRIPT_FILE.test(file)) {
    return `${file} is run manually, so it delays no other work`;
  }
  const text = code.textOf(file) ?? '';
  if (SERVES.test(text)) return null;
  if (SHEBANG.test(text) || COMMAND_LINE.test(text) || NODE_COMMAND.test(text)) {
    return `${file} is a command-line program, so it delays no other work`;
  }
  const isServed = code.facts.routes.length > 0 || context.tech_stack.async.length > 0;
  return (!isServed || MAYBE_FOLDER.test(file)) && RUNS.test(text)
    ? `${file} runs on its own${isServed ? '' : ' and the project serves nothing'}, so it delays no other work`
    : null;
}

/** Returns why a `commands/` or `tools/` file is a script: no exports, or only script imports. */
function whyOfScripts(audited: AuditedCode, file: string): string | null {
  if (!MAYBE_FOLDER.test(file)) return null;
  const starting = startersOf(audited, file);
  if (starting === null) return null;
  return starting.length === 0
    ? `${file} is run manually, so it delays no other work`
    : `this code runs in the command-line program ${starting[0]}, so it delays no other work`;
}

/** Returns scripts that import a file, even indirectly, or null if other code imports it too. */
function startersOf(
  audited: AuditedCode,
  file: string,
  seen = new Set<string>(),
): readonly string[] | null {
  seen.add(file);
  const starters: string[] = [];
  const importers = importing(audited, file);
  if (importers.length === 0) {
    const isScript = !file.endsWith('.py') && !EXPORTS.test(audited.code.textOf(file) ?? '');
    return isScript ? [] : null;
  }
  for (const by of importers) {
    if (seen.has(by)) continue;
    if (whyScriptItself(audited, by) !== null) starters.push(by);
    else if (MAYBE_FOLDER.test(by)) {
      const above = startersOf(audited, by, seen);
      if (above === null) return null;
      starters.push(...above);
    } else return null;
  }
  return starters;
}

function importing({ code }: AuditedCode, file: string): readonly string[] {
  const importers = findImporters(code).get(file) ?? [];
  return [...new Set(importers.map(({ by }) => by))].filter((by) => !isExcludedFile(by));
}

/** True if a non-script imports async code of the file, which then runs where others wait. */
function isAwaitedElsewhere(audited: AuditedCode, file: string): boolean {
  const { code } = audited;
  const taken = (findImporters(code).get(file) ?? []).filter(
    ({ by }) =>
      !isExcludedFile(by) && whyScriptItself(audited, by) === null && !MAYBE_FOLDER.test(by),
  );
  if (taken.length === 0) return false;
  const names = new Set(taken.map(({ imported }) => imported));
  return asyncNamesOf(audited, file).some(({ at, name }) => {
    if (names.has(name)) return true;
    const callers = code.callersOf(at).map((caller) => code.facts.functions[caller.function]?.file);
    return callers.some((by) => taken.some((importer) => importer.by === by));
  });
}

/** Returns a file's async functions by the name to import: for a method, its class name. */
function asyncNamesOf({ code }: AuditedCode, file: string) {
  const found: { readonly at: number; readonly name: string }[] = [];
  const { functions } = code.facts;
  const first = code.firstOf(file);
  for (let at = first; first >= 0 && functions[at]?.file === file; at += 1) {
    const { isAsync, owner, name } = code.rawOf(at);
    if (isAsync) found.push({ at, name: owner ?? name });
  }
  return found;
}
