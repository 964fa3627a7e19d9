import type { AuditSeverity } from '../document/audit-document.ts';
import { lowerSeverity } from '../document/audit-severities.ts';
import type { AuditedCode } from '../rule.ts';

const SET_UP_FILE =
  /(?:^|\/)(?:\w*migrations?|alembic|seeds?|seeders?|bootstrap|setup|scripts?|management\/commands)(?:\/|\.\w+$)|(?:^|[/_.-])(?:seed|seeder|bootstrap|migrate|migration|init_db|initial_data)(?:[_.-]\w+)*\.\w+$/u;
const SET_UP_FUNCTION =
  /(?:^|\.)_*(?:seed|bootstrap|migrate|setup|upgrade|downgrade|init_db|create_initial|onModuleInit|onApplicationBootstrap)(?:[A-Z_]\w*)?$/u;
const ADMIN = /(?:^|[/_.-])admins?(?=[/_.-]|$)/u;

/** True for a file whose code runs once, or by hand: a migration, a seed, a script. */
export function isSetUpFile(file: string): boolean {
  return SET_UP_FILE.test(file);
}

/** Returns the severity: LOW for set-up code, one step lower for code of administrators. */
export function adjustSeverity(
  severity: AuditSeverity,
  { code }: AuditedCode,
  index: number,
): AuditSeverity {
  const { functions, routes } = code.facts;
  const { file = '', name = '' } = functions[index] ?? {};
  if (isSetUpFile(file) || SET_UP_FUNCTION.test(name)) return 'LOW';
  const isAdmin =
    ADMIN.test(file) || routes.some(({ handler, path }) => handler === index && ADMIN.test(path));
  return isAdmin ? lowerSeverity(severity) : severity;
}

/** Files that are run by hand or by a build. */
const SCRIPT_FOLDER =
  /(?:^|\/)(?:scripts?|bin|cli|cmd|management\/commands|examples?|benchmarks?|bench|migrations?|versions|seeds?|docs?|\.github)\//u;
const SCRIPT_FILE =
  /(?:^|\/)(?:manage|setup|noxfile|conf|cli|__main__)\.py$|(?:^|[./-])(?:cli|config|rc|build|gulpfile|seed(?:-\w+)?)\.[cm]?[jt]s$/u;
const COMMAND_LINE =
  /^#!|^\s*asyncio\.run\(|^\s*(?:import|from)\s+(?:argparse|click|typer)\b|\bprocess\.argv\b[\s\S]*\bprocess\.exit\(|\bprocess\.exit\([\s\S]*\bprocess\.argv\b/mu;
/** Libraries of processes that keep running for others, which are no scripts. */
const SERVES =
  /\b(?:uvicorn|hypercorn|gunicorn|aiohttp\.web|run_app|FastAPI|Starlette|websockets|start_server|serve_forever|run_forever|create_server)\b|\.listen\(/u;

/** Returns why only the person who starts a file waits for its work, or null if others may. */
export function explainStandaloneScript({ code }: AuditedCode, file: string): string | null {
  if (SCRIPT_FOLDER.test(file) || SCRIPT_FILE.test(file)) {
    return `${file} is run manually, so it delays no other work`;
  }
  const text = code.textOf(file) ?? '';
  return COMMAND_LINE.test(text) && !SERVES.test(text)
    ? `${file} is a command-line program, so it delays no other work`
    : null;
}
