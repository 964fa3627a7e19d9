import { around, type CallSite, once, type ProjectCode } from '../../../../analysis/index.ts';
import { isExcluded } from '../../../judge/excluded-files.ts';
import { candidateOf } from '../../../look/calls.ts';
import { isMigration } from '../../../look/migration-file.ts';
import { nodeOf } from '../../../look/nodes.ts';
import { isPythonScript } from '../../../look/python-script.ts';
import { handsOutClosed } from './escaping-sessions.ts';
import { providerOf } from './session-providers.ts';

/** What makes a session when it is called: a class of SQLAlchemy, or a factory by its name. */
const MAKES =
  /(?:^|\.)(?:(?:Async)?Session|\w*Session(?:Local|Maker|Factory)|\w*session_(?:maker|local|factory))$/u;
/** Other things are called a session too. */
const OTHERS = /^(?:requests|aiohttp|httpx|boto3|botocore|aioboto3|curl_cffi)\b/u;
/** A session of a connection that is in a transaction already takes part in it. */
const BOUND = /\(\s*(?:bind\s*=\s*)?(?:(\w+)|[\w.]+\.(?:connection|get_bind)\(\))\s*[,)]/u;

/** Whether all sessions that a project makes, one at least, are closed by what makes them, whatever fails. */
export const closesAllSessions = once(closesAll);

function closesAll(code: ProjectCode): boolean {
  const made = sessionsMade(code);
  return made.length > 0 && made.every((site) => isClosed(code, site)) && !handsOutClosed(code);
}

function sessionsMade(code: ProjectCode): readonly CallSite[] {
  return code.facts.functions.flatMap(({ file }, index) => {
    if (!file.endsWith('.py') || isEndedAnyway(code, file)) return [];
    return code.callsOf(index).filter((site) => {
      const { callee } = site.call;
      if (!MAKES.test(callee) || isBound(code, site)) return false;
      return !OTHERS.test(code.nameOf(index, callee) ?? callee);
    });
  });
}

function isEndedAnyway(code: ProjectCode, file: string): boolean {
  return isExcluded(file) || isMigration(file) || isPythonScript({ code }, file);
}

/** Whether a session takes part in the transaction of a connection that its function was given. */
export function isBound(code: ProjectCode, { function: index, raw }: CallSite): boolean {
  const bound = BOUND.exec(raw.argumentText);
  if (bound === null) return false;
  return bound[1] === undefined || code.rawOf(index).parameters.includes(bound[1]);
}

/** It heads a `with`, what it makes is handed out by a provider, or a finally closes it. */
function isClosed(code: ProjectCode, site: CallSite): boolean {
  if (providerOf(code, site.function) !== null) return true;
  const file = code.facts.functions[site.function]?.file ?? '';
  const node = nodeOf({ code }, candidateOf(site, '', file));
  if (node === null) return false;
  const isHead = [...around(node)].some((one) => one.kind() === 'with_clause');
  if (isHead) return true;
  const names = code
    .variablesOf(file)
    .filter((one) => one.line === site.call.line && one.of === site.call.callee)
    .map((one) => one.name);
  const scope = [...around(node)].at(-1) ?? node;
  return scope
    .findAll({ rule: { kind: 'finally_clause' } })
    .some((one) => names.some((name) => one.text().includes(`${name}.close(`)));
}
