import { functionAround } from '../../../look/function-at.ts';
import { whyScript } from '../../../look/script-file.ts';
import { isSetUp } from '../../../look/set-up.ts';
import type { AuditedCode } from '../../../rule.ts';
import { type Acquired, acquiredIn } from './acquired.ts';
import { fateOf } from './fate.ts';
import { handleOf } from './handle.ts';

/** Why nobody misses what is not given back; null: somebody does. */
export function whyNotMissed(audited: AuditedCode, acquired: Acquired): string | null {
  const { site, file, kind } = acquired;
  // The end of a process gives back all that it has.
  const script = whyScript(audited, file);
  if (script !== null) return script;
  if (isSetUp(audited, site.function)) return 'it is taken once, as what it belongs to starts';
  return kind === 'cursor' ? whyClosedWithConnection(audited, acquired) : null;
}

/** A cursor ends with its connection. */
function whyClosedWithConnection(audited: AuditedCode, cursor: Acquired): string | null {
  const receiver = /^(\w+)\.cursor$/u.exec(cursor.site.call.callee)?.[1];
  const scope = functionAround(cursor.node).id();
  const connection = acquiredIn(audited).find((one) => {
    const handle = handleOf(one.node);
    return (
      one.kind !== 'cursor' &&
      one.site.function === cursor.site.function &&
      functionAround(one.node).id() === scope &&
      ((handle.type === 'name' && handle.name === receiver) || handle.type === 'managed')
    );
  });
  if (connection === undefined) return null;
  const fate = fateOf(audited, connection);
  return fate.by === 'nothing' || fate.by === 'luck'
    ? `it ends with its connection, which line ${connection.line} is reported for`
    : 'it ends with its connection, which is given back';
}
