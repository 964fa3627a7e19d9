import { type AuditedCode, defineRule } from '../../rule.ts';
import { compareChannels, findChannelUses } from './event-channel-uses.ts';

/** T652-27 to T652-30: channels whose two sides do not match. */
export const EVENT_CHANNEL_CONSISTENCY = defineRule({
  id: 'event-channel-consistency',
  principle: 'Transaction Correctness / Channels without a sender or receiver',
  sources: {
    'PostgreSQL: LISTEN': 'https://www.postgresql.org/docs/current/sql-listen.html',
  },
  match: findChannels,
  verify: ({ verdict, isOneSided }) => {
    const { at, other, severity } = verdict;
    const name = at.channel_name;
    if (severity === null) return `publisher and subscriber use the same name, ${name}`;
    if (at.technology === 'socket') {
      return 'the other end of a socket is a client, which may be outside the project';
    }
    if (other !== null) {
      const { channel_name, source_file: file, source_line: line } = other;
      return {
        severity,
        issue: `MISMATCH: ${name} is published, but subscribers use ${channel_name} (${at.technology}), so the messages never arrive`,
        recommendation: `Define the name once, in a constant that ${at.source_file} and ${file} share`,
        effort: 'S',
        evidence: [{ file, line, text: `the subscriber to ${channel_name} is here` }],
      };
    }
    const isSent = at.side === 'publisher';
    const report = {
      issue: `ORPHAN: ${name} is ${isSent ? 'published, but nothing subscribes to it' : 'subscribed to, but nothing publishes to it'} (${at.technology})`,
      recommendation: isSent
        ? `Subscribe to ${name}, or stop publishing to it`
        : `Publish to ${name}, or stop subscribing to it`,
      effort: 'M' as const,
    };
    if (!isOneSided) return { ...report, severity };
    const note = `whether another service ${isSent ? 'subscribes to' : 'publishes'} ${name}`;
    return { ...report, note };
  },
});

function* findChannels(audited: AuditedCode) {
  const uses = findChannelUses(audited);
  const publishers = uses.filter(({ side }) => side === 'publisher');
  const subscribers = uses.filter(({ side }) => side === 'subscriber');
  for (const verdict of compareChannels(publishers, subscribers)) {
    const { at } = verdict;
    // Equal literals on both sides are the expected case.
    if (verdict.verdict === 'OK' && at.isLiteral) continue;
    const isOneSided = !uses.some(
      (use) => use.technology === at.technology && use.side !== at.side,
    );
    const place = { file: at.source_file, line: at.source_line, endLine: at.source_line };
    yield { ...place, verdict, isOneSided };
  }
}
