import { around, type CallSite, once, type ProjectCode } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { isManualPythonScript } from '../../../analysis/is-manually-run-python-script.ts';
import { isMigrationFile } from '../../../analysis/is-migration-file.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import { findSessionProvider } from './session-providers.ts';

/** Callees that create a session: a class of SQLAlchemy, or a factory recognized by its name. */
const CREATES =
  /(?:^|\.)(?:(?:Async)?Session|\w*Session(?:Local|Maker|Factory)|\w*session_(?:maker|local|factory))$/u;
/** Sessions of HTTP and AWS clients. */
const OTHER_SESSIONS = /^(?:requests|aiohttp|httpx|boto3|botocore|aioboto3|curl_cffi)\b/u;
/** Session on an existing connection, which joins the transaction of that connection. */
const BOUND = /\(\s*(?:bind\s*=\s*)?(?:(\w+)|[\w.]+\.(?:connection|get_bind)\(\))\s*[,)]/u;

/** True if a project creates sessions and their creators close all of them, even on failure. */
export const closesAllSessions = once((code: ProjectCode): boolean => {
  const created = code.facts.functions.flatMap(({ file }, index) =>
    !file.endsWith('.py') ||
    isExcludedFile(file) ||
    isMigrationFile(file) ||
    isManualPythonScript({ code }, file)
      ? []
      : code
          .callsOf(index)
          .filter(
            (site) =>
              CREATES.test(site.call.callee) &&
              !isBoundSession(code, site) &&
              !OTHER_SESSIONS.test(code.nameOf(index, site.call.callee) ?? site.call.callee),
          ),
  );
  return created.length > 0 && created.every((site) => isClosed(code, site));
});

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
  const node = findCallNode({ code }, { file, site });
  if (node === null) return false;
  const outer = [...around(node)];
  if (outer.some((ancestor) => ancestor.kind() === 'with_clause')) return true;
  const names = code
    .variablesOf(file)
    .filter((variable) => variable.line === site.call.line && variable.of === site.call.callee)
    .map(({ name }) => name);
  const finalizers = (outer.at(-1) ?? node).findAll({ rule: { kind: 'finally_clause' } });
  return finalizers.some((clause) =>
    names.some((name) => clause.text().includes(`${name}.close(`)),
  );
}
