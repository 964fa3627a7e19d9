import { connect } from 'node:net';
import type { LockAddress } from './measurement-lock-address.ts';
import {
  type LockGreeting,
  type LockHolderIdentity,
  onLockMessages,
  parseLockReply,
  sendLockMessage,
} from './measurement-lock-messages.ts';

/** Outcome of waiting. */
export type WaitOutcome =
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
