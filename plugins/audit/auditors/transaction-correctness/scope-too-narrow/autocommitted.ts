import type { CallSite } from 'perf-harness';
import type { AuditedCode } from '../../../rule.ts';
import { whyFoundAgain } from './made-if-missing.ts';
import { type NarrowCandidate, RECORD } from './narrow-candidate.ts';

/** Clients that commit each statement by itself where no transaction is opened: Prisma and Django. */
const CREATES =
  /(?:^|\.)(?:prisma|prismaService|prismaClient)\.(\w+)\.(create|createMany|update)$|(?:^|\.)([A-Z]\w+)\.objects\.(create|bulk_create)$/u;

/** Create one, create what hangs on it, with no transaction around. */
export function* autocommitted(audited: AuditedCode): Generator<NarrowCandidate> {
  const { code } = audited;
  for (const [index, { file }] of code.facts.functions.entries()) {
    const writes = code.callsOf(index).filter(({ call }) => CREATES.test(call.callee));
    for (const [at, second] of writes.entries()) {
      const first = writes.slice(0, at).find((one) => isBound(audited, file, one, second));
      const record = first === undefined ? recordOf(writes, at) : undefined;
      const before = first ?? record;
      if (before === undefined) continue;
      const isRecord = first === undefined || RECORD.test(modelOf(second));
      yield {
        ...{ file, line: second.call.line, endLine: second.call.endLine, function: index },
        ...{ start: second.raw.start, kind: isRecord ? 'record' : 'family' },
        first: { text: `${before.call.callee}()`, line: before.call.line },
        second: { text: `${second.call.callee}()`, line: second.call.line },
        excuse: whyFoundAgain(audited, file, before) ?? whyRequest(audited, file),
      };
      break;
    }
  }
}

function modelOf({ call }: CallSite): string {
  const found = CREATES.exec(call.callee);
  return found?.[1] ?? found?.[3] ?? '';
}

/** The second is handed the first, or its key. */
function isBound({ code }: AuditedCode, file: string, first: CallSite, second: CallSite): boolean {
  if (modelOf(first) === modelOf(second) || /\.update$/u.test(first.call.callee)) return false;
  if (!/create\w*$/u.test(second.call.callee)) return false;
  const variable = code
    .variablesOf(file)
    .find((one) => one.of === first.call.callee && one.line === first.call.line);
  const name = variable?.name ?? first.raw.place?.names[0];
  if (name === undefined) return false;
  return new RegExp(`[:=,(]\\s*${name}(?:\\.(?:id|pk|uuid)\\b|\\s*[,)}])`, 'u').test(
    second.raw.argumentText,
  );
}

/** An update, and right after it a row that tells of it. */
function recordOf(writes: readonly CallSite[], at: number): CallSite | undefined {
  const second = writes[at];
  const first = writes[at - 1];
  if (second === undefined || first === undefined || !RECORD.test(modelOf(second)))
    return undefined;
  const isState = /\b(?:status|state)\s*:/u.test(first.raw.argumentText);
  return /\.update$/u.test(first.call.callee) && isState ? first : undefined;
}

/** Django opens a transaction for each request where its settings say so; seeds are run again. */
function whyRequest({ code }: AuditedCode, file: string): string | null {
  if (/(?:^|\/)seeds?(?:\/|\.|er)|(?:^|\/)management\/commands\//u.test(file)) {
    return 'it fills a database by hand, and can be run again';
  }
  if (!file.endsWith('.py')) return null;
  const settings = code.files.filter((one) => /settings[\w/]*\.py$/u.test(one));
  const isWhole = settings.some((one) =>
    /ATOMIC_REQUESTS['"]?\s*[\]:=]+\s*True/u.test(code.textOf(one) ?? ''),
  );
  return isWhole ? 'ATOMIC_REQUESTS opens a transaction around each request' : null;
}
