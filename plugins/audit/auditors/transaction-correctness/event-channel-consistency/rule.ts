import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Candidate, Ruling } from '../../../rule.ts';
import { channelUses, type FoundUse } from './channel-uses.ts';
import { type ChannelVerdict, compareChannels } from './compare-channels.ts';
import type { EarlyCandidate } from './early-candidate.ts';
import { earlyEvents } from './early-events.ts';
import { jobsAfterSave } from './jobs-after-save.ts';
import { queuedJobs } from './queued-jobs.ts';
import { rulingOnEarly } from './rule-on-early.ts';

interface ChannelCandidate extends Candidate {
  readonly verdict: ChannelVerdict<FoundUse>;
  /** Nobody in the project is on the other side of anything that travels this way. */
  readonly isOneSided: boolean;
  /** A place on the other side whose channel is not written there; null: there is none. */
  readonly unread: FoundUse | null;
}

/** T652-27 to T652-30: channels whose two sides do not meet. */
export const EVENT_CHANNEL_CONSISTENCY = defineRule({
  id: 'event-channel-consistency',
  check: 'event_channel_consistency',
  principle: 'Transaction Correctness / Channels that nobody sends to or hears',
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
  *match(audited): Generator<ChannelCandidate | EarlyCandidate> {
    yield* channels(audited);
    yield* queuedJobs(audited);
    yield* jobsAfterSave(audited);
    yield* earlyEvents(audited);
  },
  verify: (found, audited) => ('by' in found ? rulingOnEarly(found, audited) : rulingOf(found)),
});

function* channels(audited: AuditedCode): Generator<ChannelCandidate> {
  const all = channelUses(audited);
  const uses = all.filter((one) => one.by !== 'unread');
  const of = (side: FoundUse['side']) => uses.filter((one) => one.side === side);
  for (const verdict of compareChannels(of('publisher'), of('subscriber'))) {
    const { at } = verdict;
    // Two literals that are equal are what is expected.
    if (verdict.verdict === 'OK' && at.by === 'literal') continue;
    const isOneSided = !uses.some(
      (one) => one.technology === at.technology && one.side !== at.side,
    );
    const unread = all.find(
      (one) => one.by === 'unread' && one.technology === at.technology && one.side !== at.side,
    );
    const place = { file: at.source_file, line: at.source_line, endLine: at.source_line };
    yield { ...place, verdict, isOneSided, unread: unread ?? null };
  }
}

function rulingOf({ verdict, isOneSided, unread }: ChannelCandidate): Ruling {
  const { at, other, severity } = verdict;
  if (severity === null) return { outcome: 'dismissed', reason: whyEqual(at) };
  const evidence =
    other === null
      ? []
      : [
          {
            file: other.source_file,
            line: other.source_line,
            text: `${other.channel_name} is heard here`,
          },
        ];
  if (other !== null) {
    return {
      ...{ outcome: 'confirmed', severity, effort: 'S', evidence },
      issue: `MISMATCH: ${at.channel_name} is sent and ${other.channel_name} is heard (${at.technology}): what is sent never arrives`,
      recommendation: `Name it once, in a constant that ${at.source_file} and ${other.source_file} share`,
    };
  }
  const isSent = at.side === 'publisher';
  const told = {
    issue: `ORPHAN: ${at.channel_name} is ${isSent ? 'sent and nobody hears it' : 'heard and nobody sends to it'} (${at.technology})`,
    recommendation: isSent
      ? `Subscribe to ${at.channel_name}, or send it no longer`
      : `Publish to ${at.channel_name}, or hear it no longer`,
    effort: 'M' as const,
  };
  if (at.technology === 'emitter' && isSent && unread !== null) {
    return {
      outcome: 'dismissed',
      reason: `${unread.source_file}:${unread.source_line} hears whatever ${unread.channel_name} names`,
    };
  }
  if (at.technology === 'emitter' && isOneSided) {
    return { outcome: 'dismissed', reason: 'an emitter is heard by whoever it is handed to' };
  }
  const isTold = !isOneSided && unread === null;
  if (isTold && at.technology !== 'socket') return { ...told, outcome: 'confirmed', severity };
  if (at.technology === 'socket') {
    return {
      outcome: 'dismissed',
      reason: 'the other side of a socket is a client, which need not be here',
    };
  }
  return {
    ...told,
    outcome: 'needs context',
    note:
      unread === null
        ? `whether another service ${isSent ? 'hears' : 'sends'} ${at.channel_name}`
        : `whether ${unread.source_file}:${unread.source_line} ${isSent ? 'hears' : 'sends'} it by ${unread.channel_name}`,
  };
}

function whyEqual({ by, channel_name: name }: FoundUse): string {
  return by === 'template'
    ? `both sides put ${name} together in the same way`
    : `both sides go by the same name, ${name}`;
}
