import { around, type CallSite, once, type ProjectCode } from '../../../../analysis/index.ts';
import { createCallCandidate } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { isManualPythonScript } from '../../../analysis/is-manually-run-python-script.ts';
import { isMigrationFile } from '../../../analysis/is-migration-file.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import { returnsClosedSession } from './returned-closed-session.ts';
import { findSessionProvider } from './session-providers.ts';

/** Callees that create a session: a class of SQLAlchemy, or a factory recognized by its name. */
const MAKES =
  /(?:^|\.)(?:(?:Async)?Session|\w*Session(?:Local|Maker|Factory)|\w*session_(?:maker|local|factory))$/u;
/** Other things are called a session too. */
const OTHERS = /^(?:requests|aiohttp|httpx|boto3|botocore|aioboto3|curl_cffi)\b/u;
/** Session on an existing connection, which joins the transaction of that connection. */
const BOUND = /\(\s*(?:bind\s*=\s*)?(?:(\w+)|[\w.]+\.(?:connection|get_bind)\(\))\s*[,)]/u;

/** True if a project creates sessions and their creators close all of them, even on failure. */
export const closesAllSessions = once(closesAll);

function closesAll(code: ProjectCode): boolean {
  const made = sessionsMade(code);
  return (
    made.length > 0 && made.every((site) => isClosed(code, site)) && !returnsClosedSession(code)
  );
}

function sessionsMade(code: ProjectCode): readonly CallSite[] {
  return code.facts.functions.flatMap(({ file }, index) => {
    if (!file.endsWith('.py') || isEndedAnyway(code, file)) return [];
    return code.callsOf(index).filter((site) => {
      const { callee } = site.call;
      if (!MAKES.test(callee) || isBoundSession(code, site)) return false;
      return !OTHERS.test(code.nameOf(index, callee) ?? callee);
    });
  });
}

function isEndedAnyway(code: ProjectCode, file: string): boolean {
  return isExcludedFile(file) || isMigrationFile(file) || isManualPythonScript({ code }, file);
}

/** True if a session joins the transaction of a connection that its function received. */
export function isBoundSession(code: ProjectCode, { function: index, raw }: CallSite): boolean {
  const bound = BOUND.exec(raw.argumentText);
  if (bound === null) return false;
  return bound[1] === undefined || code.rawOf(index).parameters.includes(bound[1]);
}

/** True if the session heads a `with`, comes from a provider, or is closed in a `finally`. */
function isClosed(code: ProjectCode, site: CallSite): boolean {
  if (findSessionProvider(code, site.function) !== null) return true;
  const file = code.facts.functions[site.function]?.file ?? '';
  const node = findCallNode({ code }, createCallCandidate(site, '', file));
  if (node === null) return false;
  const isHead = [...around(node)].some((ancestor) => ancestor.kind() === 'with_clause');
  if (isHead) return true;
  const names = code
    .variablesOf(file)
    .filter((variable) => variable.line === site.call.line && variable.of === site.call.callee)
    .map((variable) => variable.name);
  const scope = [...around(node)].at(-1) ?? node;
  return scope
    .findAll({ rule: { kind: 'finally_clause' } })
    .some((clause) => names.some((name) => clause.text().includes(`${name}.close(`)));
}
