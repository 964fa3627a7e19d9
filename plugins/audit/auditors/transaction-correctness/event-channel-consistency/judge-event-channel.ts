import type { AuditedCode, Candidate, Ruling } from '../../../rule.ts';
import type { ChannelVerdict } from './compare-event-senders-and-listeners.ts';
import { detectSocketSide } from './detect-websocket-client-or-server.ts';
import type { DetectedChannelUse } from './event-channel-uses.ts';

/** Channel, and what the project has on its other side. */
export interface ChannelCandidate extends Candidate {
  readonly verdict: ChannelVerdict<DetectedChannelUse>;
  /** Set when no code in the project is on the other side of this transport. */
  readonly isOneSided: boolean;
  /** Use on the other side whose channel name cannot be read, or null. */
  readonly unread: DetectedChannelUse | null;
}

const SOCKET = 'the other end of a socket is a client, which may be outside the project';
/** Prefixes that turn a word into its opposite. */
const CONTRARY = /^(?:un|dis|re|de|in|non|off|on)[_:.-]?/iu;

/** Returns the ruling on a channel whose two sides were compared. */
export function judgeChannel(found: ChannelCandidate, audited: AuditedCode): Ruling {
  const { at, other, severity } = found.verdict;
  if (severity === null) return { outcome: 'dismissed', reason: whyEqual(at) };
  return other === null ? rulingOnOrphan(found) : rulingOnMismatch(found, other, audited);
}

/** Returns the ruling on similar names on two sides that could reach each other. */
function rulingOnMismatch(
  { verdict: { at, severity }, unread }: ChannelCandidate,
  other: DetectedChannelUse,
  audited: AuditedCode,
): Ruling {
  const [sent, heard] = [at.channel_name, other.channel_name];
  if (areContrary(sent, heard)) {
    return { outcome: 'dismissed', reason: `${sent} and ${heard} have opposite meanings` };
  }
  const isSocket = at.technology === 'socket';
  if (isSocket) {
    const sides = [at, other].map((side) => detectSocketSide(audited, side.source_file));
    if (sides[0] === sides[1] && sides[0] !== null) {
      const where = `${other.source_file}:${other.source_line}`;
      return {
        outcome: 'dismissed',
        reason: `both ends are on the ${sides[0]} side, so messages sent here do not reach ${where}`,
      };
    }
    if (sides.includes(null)) return { outcome: 'dismissed', reason: SOCKET };
  }
  const told = {
    issue: `MISMATCH: ${sent} is published, but subscribers use ${heard} (${at.technology}), so the messages never arrive`,
    recommendation: `Define the name once, in a constant that ${at.source_file} and ${other.source_file} share`,
    effort: 'S' as const,
    evidence: [
      {
        file: other.source_file,
        line: other.source_line,
        text: `the subscriber to ${heard} is here`,
      },
    ],
  };
  if (unread !== null) return { outcome: 'needs context', ...told, note: noteOn(at, unread) };
  // A client outside the repository may be listening.
  return { outcome: 'confirmed', severity: isSocket ? 'HIGH' : (severity ?? 'CRITICAL'), ...told };
}

/** True for similar names of opposite meaning: `locked` and `unlocked`, `online` and `offline`. */
function areContrary(a: string, b: string): boolean {
  const [first, second] = [wordsOf(a), wordsOf(b)];
  if (first.length !== second.length) return false;
  const apart = first.flatMap((word, index) =>
    word === second[index] ? [] : [[word, second[index] ?? ''] as const],
  );
  const [words] = apart;
  if (words === undefined || apart.length > 1) return false;
  const [bare, other] = words.map((word) => word.replace(CONTRARY, ''));
  return bare === other || bare === words[1] || other === words[0];
}

/** `order:lineAdded` is of three words. */
function wordsOf(name: string): readonly string[] {
  return name.split(/[^A-Za-z\d{}]+|(?<=[a-z\d])(?=[A-Z])/u).map((word) => word.toLowerCase());
}

function rulingOnOrphan({ verdict, isOneSided, unread }: ChannelCandidate): Ruling {
  const { at, severity } = verdict;
  const isSent = at.side === 'publisher';
  const told = {
    issue: `ORPHAN: ${at.channel_name} is ${isSent ? 'published, but nothing subscribes to it' : 'subscribed to, but nothing publishes to it'} (${at.technology})`,
    recommendation: isSent
      ? `Subscribe to ${at.channel_name}, or stop publishing to it`
      : `Publish to ${at.channel_name}, or stop subscribing to it`,
    effort: 'M' as const,
  };
  if (at.technology === 'emitter' && isSent && unread !== null) {
    return {
      outcome: 'dismissed',
      reason: `${unread.source_file}:${unread.source_line} subscribes to a channel whose name comes from ${unread.channel_name}`,
    };
  }
  if (at.technology === 'emitter' && isOneSided) {
    return { outcome: 'dismissed', reason: 'any code that receives the emitter may listen to it' };
  }
  if (at.technology === 'socket') return { outcome: 'dismissed', reason: SOCKET };
  if (!isOneSided && unread === null) {
    return { ...told, outcome: 'confirmed', severity: severity ?? 'MEDIUM' };
  }
  return { ...told, outcome: 'needs context', note: noteOn(at, unread) };
}

function noteOn(
  { side, channel_name: name }: DetectedChannelUse,
  unread: DetectedChannelUse | null,
): string {
  const does = side === 'publisher' ? 'subscribes to' : 'publishes';
  return unread === null
    ? `whether another service ${does} ${name}`
    : `whether ${unread.source_file}:${unread.source_line} ${does} this channel through ${unread.channel_name}`;
}

function whyEqual({ by, channel_name: name }: DetectedChannelUse): string {
  return by === 'template'
    ? `publisher and subscriber build ${name} in the same way`
    : `publisher and subscriber use the same name, ${name}`;
}
