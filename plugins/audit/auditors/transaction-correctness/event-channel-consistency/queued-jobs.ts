import type { CallSite } from 'perf-harness';
import { candidateOf } from '../../../look/calls.ts';
import { callsMadeBy, directCalls, wayDown } from '../../../look/calls-in-transaction.ts';
import { transactionsOf } from '../../../look/transactions.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { EarlyCandidate } from './early-candidate.ts';

/** Marks of functions that a worker runs. */
const TASK_MARK = /(?:^|\.)(?:shared_task|task|actor|job)$/u;
const QUEUE_PACKAGES = /^(?:bullmq|bull|@nestjs\/bull(?:mq)?|bee-queue|pg-boss|agenda)$/u;
/** Steps down that are followed. */
const DEEPEST = 4;

/** Jobs that are handed to a worker while the transaction that they are about is open. */
export function* queuedJobs(audited: AuditedCode): Generator<EarlyCandidate> {
  const sends = senderOf(audited);
  const known = new Map<number, CallSite | null>();
  const sentIn = (index: number): CallSite | null => {
    const kept = known.get(index);
    if (kept !== undefined) return kept;
    const found = callsMadeBy(audited.code, index).find(sends) ?? null;
    known.set(index, found);
    return found;
  };
  for (const one of transactionsOf(audited)) {
    const begun = { text: one.begun, line: one.beginLine };
    for (const site of directCalls(audited, one)) {
      const way = sends(site) ? [] : wayDown(audited.code, site, DEEPEST, sentIn);
      if (way === null) continue;
      const found = candidateOf(site, (way.at(-1) ?? site).call.callee, one.file);
      yield { ...found, by: 'early', kind: 'job', begun, way, write: null, siblings: [] };
    }
  }
}

/** What hands a job to a worker: Celery, RQ, Dramatiq, Bull and their like. */
function senderOf({ code }: AuditedCode): (site: CallSite) => boolean {
  const tasks = new Set(
    code.facts.functions.flatMap(({ file, name }, index) =>
      file.endsWith('.py') && code.rawOf(index).decorators.some((one) => TASK_MARK.test(one.name))
        ? [name]
        : [],
    ),
  );
  const hasQueues = code.sources.some((file) =>
    code.importsOf(file).some(({ source }) => QUEUE_PACKAGES.test(source)),
  );
  return ({ function: index, call }) => {
    const { callee } = call;
    const [, receiver = '', method = ''] = /(?:^|\.)(\w+)\.(\w+)$/u.exec(callee) ?? [];
    if (code.facts.functions[index]?.file.endsWith('.py') !== true) {
      return hasQueues && /^(?:add|addBulk|createJob)$/u.test(method) && /queue$/iu.test(receiver);
    }
    if (method === 'apply_async' || method === 'send_task') return true;
    if (method === 'delay' || method === 'send') return tasks.has(receiver);
    return /^(?:django_rq|rq(?:\.\w+)*)\.enqueue\w*$/u.test(code.nameOf(index, callee) ?? '');
  };
}
