import { connect, type Socket } from 'node:net';
import { tryParseJson } from '../../model/value/try-parse-json.ts';
import type { LockAddress } from './measurement-lock-address.ts';

/** Message of a waiting process to the holder, sent once it is connected. */
interface LockGreeting {
  readonly type: 'hello';
  /** Token from the environment if an ancestor is measuring; otherwise null. */
  readonly token: string | null;
  readonly pid: number;
  readonly label: string;
}

export interface LockHolderIdentity {
  readonly pid: number;
  /** Description of its measurement. */
  readonly label: string;
  /** ISO 8601. */
  readonly since: string;
}

/** Answer of the holder. The end of the connection means that it has released the lock. */
export type LockReply =
  | ({
      readonly type: 'held';
      /** Number of processes that came before and wait as well. */
      readonly ahead: number;
    } & LockHolderIdentity)
  /** Only for descendants: measure, and give this token to your own descendants. */
  | { readonly type: 'granted'; readonly token: string };

/** Longer than any message: a client that sends more does not speak this protocol. */
const LONGEST_MESSAGE = 4_096;
/** Characters of a foreign text that are shown. */
const LONGEST_LABEL = 120;

export function sendLockMessage(socket: Socket, message: LockGreeting | LockReply): void {
  socket.write(`${JSON.stringify(message)}\n`);
}

/** Passes every message on, unvalidated; disconnects clients that do not speak the protocol. */
export function onLockMessages(socket: Socket, listener: (message: object) => void): void {
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (text + chunk).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const message = parse(line);
      if (message === null) socket.destroy();
      else listener(message);
    }
    if (text.length > LONGEST_MESSAGE) socket.destroy();
  });
}

function parse(line: string): object | null {
  const value = tryParseJson(line);
  return typeof value === 'object' ? value : null;
}

/** Parses a greeting; null if the message is not a greeting. */
export function parseLockGreeting(message: object): LockGreeting | null {
  const { type, token, pid, label } = message as Partial<LockGreeting>;
  if (type !== 'hello' || typeof pid !== 'number' || typeof label !== 'string') return null;
  return { type, token: typeof token === 'string' ? token : null, pid, label: printable(label) };
}

/** Parses a reply; null if the message is not a reply. */
function parseLockReply(message: object): LockReply | null {
  const { type, token, ahead, pid, label, since } = message as Record<string, unknown>;
  if (type === 'granted' && typeof token === 'string') return { type, token };
  if (type !== 'held' || typeof pid !== 'number' || typeof ahead !== 'number') return null;
  if (typeof label !== 'string' || typeof since !== 'string') return null;
  return { type, ahead, pid, label: printable(label), since: printable(since) };
}

/** Removes control characters: another process's text is written to this one's terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').slice(0, LONGEST_LABEL);
}

type WaitOutcome =
  /** The holder has released the lock, is gone or never existed: the address may be free now. */
  | {
      readonly type: 'gone';
      /** Number of processes that waited before; null: the holder never identified itself. */
      readonly ahead: number | null;
    }
  /** The holder is an ancestor and grants permission to measure now. */
  | { readonly type: 'granted'; readonly token: string; readonly release: () => void };

/** Connects to the holder until it releases the lock or grants permission. Never rejects. */
export function waitForLockHolder(
  address: LockAddress,
  hello: LockGreeting,
  parts: { readonly signal: AbortSignal; readonly onHolder: (holder: LockHolderIdentity) => void },
): Promise<WaitOutcome> {
  return new Promise((resolve) => {
    let ahead: number | null = null;
    const socket = connect(address, () => sendLockMessage(socket, hello));
    const abort = (): void => void socket.destroy();
    parts.signal.addEventListener('abort', abort, { once: true });
    onLockMessages(socket, (message) => {
      const answer = parseLockReply(message);
      if (answer === null) return void socket.destroy();
      if (answer.type === 'held') {
        ahead = answer.ahead;
        return parts.onHolder(answer);
      }
      // An interrupt ends the measurement first; the permission is returned only after that.
      parts.signal.removeEventListener('abort', abort);
      resolve({ type: 'granted', token: answer.token, release: abort });
    });
    // Connection refused or reset: the holder has gone in the meantime.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      parts.signal.removeEventListener('abort', abort);
      resolve({ type: 'gone', ahead });
    });
    if (parts.signal.aborted) abort();
  });
}
