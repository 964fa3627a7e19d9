import type { CDPSession } from 'playwright-core';
import type { ColorHistogram } from './page-metrics.ts';

/** A picture of the page as it stood from a moment on. */
export interface ScreencastFrame {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** JPEG, base64. */
  readonly jpeg: string;
}

/** Pictures of a page while it loads. */
export interface Screencast {
  /** Ends it, and gives what was taken, in order. */
  readonly end: () => Promise<readonly ScreencastFrame[]>;
}

/** Longest side of a picture, as in the traces that Lighthouse reads, CSS pixels. */
const SIDE = 500;
const QUALITY = 60;
/** A page that moves all the time is filmed more slowly from so many pictures on. */
const EAGER_FRAMES = 60;
const PAUSE_MS = 200;

/** Films a page from now on: one picture for each change that is painted. */
export async function startScreencast(session: CDPSession): Promise<Screencast> {
  const frames: ScreencastFrame[] = [];
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
      return frames.toSorted((frame, other) => frame.atMs - other.atMs);
    },
  };
}

/**
 * Unpacks pictures and counts their colours, white left out: a blank page has none, and speedline
 * takes anything from 249 on for white. Runs in the browser, which can unpack pictures already, apart
 * from the scripts of the page.
 */
const COUNT_COLOURS = `async (...pictures) => {
  const histograms = [];
  for (const picture of pictures) {
    const bytes = Uint8Array.from(atob(picture), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const counts = new Array(768).fill(0);
    for (let at = 0; at < data.length; at += 4) {
      const [red, green, blue] = [data[at], data[at + 1], data[at + 2]];
      if (red >= 249 && green >= 249 && blue >= 249) continue;
      counts[red] += 1;
      counts[256 + green] += 1;
      counts[512 + blue] += 1;
    }
    histograms.push(counts);
  }
  return histograms;
}`;

/** Colours of pictures, in their order. To be called when nothing is measured any more. */
export async function computeFrameHistograms(
  session: CDPSession,
  frames: readonly ScreencastFrame[],
): Promise<readonly ColorHistogram[]> {
  if (frames.length === 0) return [];
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
    worldName: 'perf-harness',
  });
  const { result, exceptionDetails } = await session.send('Runtime.callFunctionOn', {
    executionContextId,
    functionDeclaration: COUNT_COLOURS,
    arguments: frames.map(({ jpeg }) => ({ value: jpeg })),
    awaitPromise: true,
    returnByValue: true,
  });
  if (exceptionDetails !== undefined) throw new TypeError(exceptionDetails.text);
  return result.value as readonly ColorHistogram[];
}
