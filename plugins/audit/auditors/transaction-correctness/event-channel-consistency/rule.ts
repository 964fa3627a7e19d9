import { defineRule } from '../../../auditor.ts';
import type { AuditedCode } from '../../../rule.ts';
import { compareChannels } from './compare-event-senders-and-listeners.ts';
import { type DetectedChannelUse, findChannelUses } from './event-channel-uses.ts';
import { findPrematureEvents } from './find-events-sent-before-commit.ts';
import { findPrematureJobs } from './find-jobs-enqueued-before-commit.ts';
import type { PrematureSend } from './job-or-event-sent-before-commit.ts';
import { findJobsAfterSave } from './jobs-enqueued-right-after-save.ts';
import { type ChannelCandidate, judgeChannel } from './judge-event-channel.ts';
import { judgePrematureSend } from './judge-job-or-event-sent-before-commit.ts';
import { isReservedEventName } from './reserved-event-names.ts';

/** T652-27 to T652-30: channels whose two sides do not match. */
export const EVENT_CHANNEL_CONSISTENCY = defineRule({
  id: 'event-channel-consistency',
  check: 'event_channel_consistency',
  principle: 'Transaction Correctness / Channels without a sender or receiver',
  sources: [
    {
      name: 'PostgreSQL: LISTEN',
      url: 'https://www.postgresql.org/docs/current/sql-listen.html',
      retrieved: '2026-11-26',
    },
    {
      name: 'Django: performing actions after commit',
      url: 'https://docs.djangoproject.com/en/5.2/topics/db/transactions/#performing-actions-after-commit',
      retrieved: '2026-11-26',
    },
  ],
  skip: () => null,
  *match(audited): Generator<ChannelCandidate | PrematureSend> {
    yield* channels(audited);
    yield* findPrematureJobs(audited);
    yield* findJobsAfterSave(audited);
    yield* findPrematureEvents(audited);
  },
  verify: (found, audited) =>
    'by' in found ? judgePrematureSend(found, audited) : judgeChannel(found, audited),
});

function* channels(audited: AuditedCode): Generator<ChannelCandidate> {
  const all = findChannelUses(audited).filter((channelUse) => !isReservedEventName(channelUse));
  const uses = all.filter((use) => use.by !== 'unread');
  const of = (side: DetectedChannelUse['side']) => uses.filter((use) => use.side === side);
  for (const verdict of compareChannels(of('publisher'), of('subscriber'))) {
    const { at } = verdict;
    // Equal literals on both sides are the expected case.
    if (verdict.verdict === 'OK' && at.by === 'literal') continue;
    const isOneSided = !uses.some(
      (use) => use.technology === at.technology && use.side !== at.side,
    );
    const unread = all.find(
      (use) => use.by === 'unread' && use.technology === at.technology && use.side !== at.side,
    );
    const place = { file: at.source_file, line: at.source_line, endLine: at.source_line };
    yield { ...place, verdict, isOneSided, unread: unread ?? null };
  }
}
