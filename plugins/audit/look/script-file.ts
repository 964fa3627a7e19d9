import type { AuditedCode } from '../rule.ts';

/** Folders of what is run by hand or by a build. */
const SCRIPT_FOLDER =
  /(?:^|\/)(?:scripts?|tools?|bin|cli|cmd|commands?|examples?|benchmarks?|bench|migrations?|versions|seeds?|docs?|\.github)\//u;
const SCRIPT_FILE =
  /(?:^|\/)(?:manage|setup|noxfile|conf)\.py$|(?:^|\/)(?:build|esbuild|gulpfile|seed(?:-\w+)?)\.[cm]?[jt]s$|(?:^|[./-])(?:cli|config|rc)\.[cm]?[jt]s$|(?:^|\/)(?:cli|__main__)\.py$/u;
const COMMAND_LINE =
  /^\s*(?:import|from)\s+(?:argparse|click|typer|fire|docopt)\b|(?:from|require\()\s*['"](?:commander|yargs|cac|@oclif\/core|citty)['"]/mu;
const RUNS =
  /\basyncio\.run\(|\.run_until_complete\(|\banyio\.run\(|\btrio\.run\(|__name__\s*==\s*['"]__main__['"]/u;
/** A command of Node.js without a library for it: it looks at its arguments, and ends with a number. */
const NODE_COMMAND =
  /\bprocess\.argv\b[\s\S]*\bprocess\.exit\(|\bprocess\.exit\([\s\S]*\bprocess\.argv\b/u;
const SHEBANG = /^#!/u;
/** What keeps running for others: a process with one of these is no script. */
const SERVES =
  /\b(?:uvicorn|hypercorn|gunicorn|aiohttp\.web|run_app|FastAPI|Starlette|Quart|Sanic|websockets|discord|aiogram|telegram|slack_bolt|grpc\.aio|aio_pika|aiokafka|faststream|nats|start_server|serve_forever|run_forever|create_server)\b|\.listen\(/u;

/** Why nobody waits for what a file does beside the one who started it; null: somebody may. */
export function whyScript({ code, context }: AuditedCode, file: string): string | null {
  if (SCRIPT_FOLDER.test(file) || SCRIPT_FILE.test(file)) {
    return `${file} is run by hand: nothing else waits meanwhile`;
  }
  const text = code.textOf(file) ?? '';
  if (SERVES.test(text)) return null;
  if (SHEBANG.test(text) || COMMAND_LINE.test(text) || NODE_COMMAND.test(text)) {
    return `${file} is a command: nothing else waits meanwhile`;
  }
  const isServed = code.facts.routes.length > 0 || context.tech_stack.async.length > 0;
  return !isServed && RUNS.test(text)
    ? `${file} runs by itself and nothing is served here: nothing else waits meanwhile`
    : null;
}
