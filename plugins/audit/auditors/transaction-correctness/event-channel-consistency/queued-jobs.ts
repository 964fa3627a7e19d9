import type { CallSite } from '../../../../analysis/index.ts';
import { candidateOf } from '../../../look/calls.ts';
import {
  callsMadeBy,
  directCalls,
  wayDown,
} from '../../../look/transactions/calls-in-transaction.ts';
import { transactionsOf } from '../../../look/transactions/transactions.ts';
import { variableIn } from '../../../look/variables.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { EarlyCandidate } from './early-candidate.ts';
import { type WrittenBefore, writtenBefore } from './early-writes.ts';

/** Marks of functions that a worker runs. */
const TASK_MARK = /(?:^|\.)(?:shared_task|task|actor|job)$/u;
/** What hands a job on, by the packages whose receivers are called so. */
const QUEUES: readonly {
  readonly source: RegExp;
  readonly receiver: RegExp;
  readonly acts: RegExp;
}[] = [
  {
    source: /^(?:bullmq|bull|@nestjs\/bull(?:mq)?|bee-queue)$/u,
    receiver: /queue$/iu,
    acts: /^(?:add|addBulk|createJob)$/u,
  },
  { source: /^pg-boss$/u, receiver: /boss$/iu, acts: /^(?:send|sendAfter|publish|insert)$/u },
  { source: /^@?agenda(?:js\/|$)/u, receiver: /agenda$/iu, acts: /^(?:now|schedule)$/u },
  { source: /^inngest$/u, receiver: /inngest$/iu, acts: /^send$/u },
  {
    source: /^@trigger\.dev\/sdk/u,
    receiver: /(?:task|tasks|job)$/iu,
    acts: /^(?:trigger|batchTrigger)$/u,
  },
];
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
  // Two transactions may be open around a call, of two databases: it is told of once.
  const all = new Map<CallSite, EarlyCandidate>();
  for (const one of transactionsOf(audited)) {
    const begun = { text: one.begun, line: one.beginLine };
    for (const site of directCalls(audited, one)) {
      const way = sends(site) ? [] : wayDown(audited.code, site, DEEPEST, sentIn);
      if (way === null) continue;
      const found = candidateOf(site, (way.at(-1) ?? site).call.callee, one.file);
      const written = writtenBefore(audited, one, { site, way, sends });
      const shared = { by: 'early', kind: 'job', way, write: null, siblings: [] } as const;
      const known = all.get(site)?.written;
      if (known != null && weightOf(known) >= weightOf(written)) continue;
      all.set(site, { ...found, ...shared, begun, written });
    }
  }
  yield* all.values();
}

function weightOf({ isTold, isWritten }: WrittenBefore): number {
  return (isTold ? 2 : 0) + (isWritten ? 1 : 0);
}

/** What hands a job to a worker: Celery, RQ, Dramatiq, Bull and their like. */
export function senderOf(audited: AuditedCode): (site: CallSite) => boolean {
  const { code } = audited;
  const tasks = new Set(
    code.facts.functions.flatMap(({ file, name }, index) =>
      file.endsWith('.py') && code.rawOf(index).decorators.some((one) => TASK_MARK.test(one.name))
        ? [name]
        : [],
    ),
  );
  const sources = new Set(
    code.sources.flatMap((file) => code.importsOf(file).map(({ source }) => source)),
  );
  const queues = QUEUES.filter(({ source }) => [...sources].some((one) => source.test(one)));
  const hasArq = [...sources].some((one) => /^arq(?:\.|$)/u.test(one));
  return (site) => {
    const { function: index, call } = site;
    const { callee } = call;
    const [, receiver = '', method = ''] = /(?:^|\.)(\w+)\.(\w+)$/u.exec(callee) ?? [];
    if (code.facts.functions[index]?.file.endsWith('.py') !== true) {
      return queues.some((one) => one.receiver.test(receiver) && one.acts.test(method));
    }
    if (hasArq && method === 'enqueue_job') return true;
    if (method === 'apply_async' || method === 'send_task') return true;
    if (method === 'delay' || method === 'send') return tasks.has(receiver);
    if (/^enqueue(?:_at|_in|_call)?$/u.test(method) && isQueueOfRq(audited, site, receiver)) {
      return true;
    }
    return /^(?:django_rq|rq(?:\.\w+)*)\.enqueue\w*$/u.test(code.nameOf(index, callee) ?? '');
  };
}

/** `queue = django_rq.get_queue('default')`, `Queue(connection=redis)`. */
function isQueueOfRq(audited: AuditedCode, site: CallSite, receiver: string): boolean {
  const made = variableIn(audited, site, receiver)?.of;
  const name = made === undefined ? null : audited.code.nameOf(site.function, made);
  return name !== null && /^(?:django_rq(?:\.\w+)*\.get_queue|rq(?:\.\w+)*\.Queue)$/u.test(name);
}
