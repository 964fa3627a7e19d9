import type { CDPSession } from 'playwright-core';
import type { ColorHistogram } from './page-metrics.ts';

export interface ScreencastFrame {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly jpeg: string;
}

export interface Screencast {
  readonly end: () => Promise<readonly ScreencastFrame[]>;
}

/** Longest side of a picture, as in the traces that Lighthouse reads, CSS pixels. */
const SIDE = 500;
const QUALITY = 60;
/** Number of frames after which a continuously changing page is captured at a lower rate. */
const EAGER_FRAMES = 60;
const PAUSE_MS = 200;

/** Starts a screencast of a page: one frame for each painted change. */
export async function startScreencast(session: CDPSession): Promise<Screencast> {
  const frames: ScreencastFrame[] = [];
  session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
    if (metadata.timestamp !== undefined) {
      frames.push({ atMs: metadata.timestamp * 1_000, jpeg: data });
    }
    // The browser sends the next frame only after this one is acknowledged.
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
 * Decodes frames and counts their colors except white, since a blank page has none and speedline
 * treats 249 and above as white. Runs in the browser, which has a decoder, but isolated from the
 * page's scripts.
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

/** Computes frames' color histograms, in the same order. Call only after all measurements. */
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
