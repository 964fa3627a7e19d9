import type { CDPSession } from 'playwright-core';

/** A picture of the page as it stood from a moment on. */
export interface Frame {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** JPEG, base64. */
  readonly jpeg: string;
}

/** Pictures of a page while it loads. */
export interface Film {
  /** Ends it, and gives what was taken, in order. */
  readonly end: () => Promise<readonly Frame[]>;
}

/** Longest side of a picture, as in the traces that Lighthouse reads, CSS pixels. */
const SIDE = 500;
const QUALITY = 60;
/** A page that moves all the time is filmed more slowly from so many pictures on. */
const EAGER_FRAMES = 60;
const PAUSE_MS = 200;

/** Films a page from now on: one picture for each change that is painted. */
export async function startFilm(session: CDPSession): Promise<Film> {
  const frames: Frame[] = [];
  session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
    if (metadata.timestamp !== undefined) {
      frames.push({ atMs: metadata.timestamp * 1_000, jpeg: data });
    }
    // The next one comes only when this one was taken.
    const acknowledge = (): void =>
      void session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
    if (frames.length < EAGER_FRAMES) acknowledge();
    else setTimeout(acknowledge, PAUSE_MS);
  });
  await session.send('Page.enable');
  await session.send('Page.startScreencast', {
    format: 'jpeg',
    quality: QUALITY,
    maxWidth: SIDE,
    maxHeight: SIDE,
  });
  return {
    end: async () => {
      await session.send('Page.stopScreencast');
      return frames.toSorted((one, other) => one.atMs - other.atMs);
    },
  };
}
