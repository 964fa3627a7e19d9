import { scopeOf } from '../../../../analysis/index.ts';
import { isStartupFunction } from '../../../analysis/is-startup-function.ts';
import { resolveVariableType } from '../../../analysis/resolve-variable-origin-and-type.ts';
import { splitArguments } from '../../../analysis/split-call-arguments.ts';
import { explainStandaloneScript } from '../../../analysis/standalone-script.ts';
import type { AuditedCode } from '../../../rule.ts';
import { type AcquiredResource, listAcquiredResources } from './acquired-resource.ts';
import { findResultDestination } from './classify-call-result-ownership.ts';
import { findReleaseStatus } from './find-resource-release-status.ts';

/** Returns why a leak is harmless, or null if it is not. */
export function explainHarmlessLeak(
  audited: AuditedCode,
  acquired: AcquiredResource,
): string | null {
  const { site, file, kind } = acquired;
  // A process releases everything when it ends.
  const script = explainStandaloneScript(audited, file);
  if (script !== null) return script;
  if (isStartupFunction(audited, site.function))
    return 'the resource is acquired once, when its owner starts';
  if (kind === 'cursor') return whyClosedWithConnection(audited, acquired);
  return isOnConnectionOfOthers(audited, acquired)
    ? 'the session runs on a connection that other code releases'
    : null;
}

/** A cursor ends with its connection. */
function whyClosedWithConnection(audited: AuditedCode, cursor: AcquiredResource): string | null {
  const receiver = /^(\w+)\.cursor$/u.exec(cursor.site.call.callee)?.[1];
  const scope = scopeOf(cursor.node).id();
  const connection = listAcquiredResources(audited).find((acquired) => {
    const handle = findResultDestination(acquired.node);
    return (
      acquired.kind !== 'cursor' &&
      acquired.site.function === cursor.site.function &&
      scopeOf(acquired.node).id() === scope &&
      ((handle.type === 'name' && handle.name === receiver) || handle.type === 'managed')
    );
  });
  if (connection === undefined) return null;
  const fate = findReleaseStatus(audited, connection);
  return fate.by === 'nothing' || fate.by === 'luck'
    ? `the cursor is released when its connection closes; that connection is reported at line ${connection.line}`
    : 'the cursor is released when its connection closes, and that connection is released';
}

/** True for `Session(bind=connection)`, on an existing connection; an engine opens a new one. */
function isOnConnectionOfOthers(audited: AuditedCode, { site, name }: AcquiredResource): boolean {
  if (!/\.(?:Async)?Session$/u.test(name)) return false;
  const given = splitArguments(site.raw.argumentText);
  const bind =
    given.find((argument) => argument.name === 'bind') ??
    given.find((argument) => argument.name === null);
  const value = bind?.value ?? '';
  if (/(?:^|\.)(?:get_)?(?:connection|connect|get_bind)\(\s*\)$/u.test(value)) return true;
  const type = resolveVariableType(audited, site, value);
  const made = audited.code.nameOf(site.function, value) ?? '';
  return /Connection\b/u.test(type) || /\.connect$/u.test(made);
}
