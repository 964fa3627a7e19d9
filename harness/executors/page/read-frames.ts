import type { CDPSession } from 'playwright-core';
import type { Frame } from './film.ts';
import type { Histogram } from './speed-index.ts';

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
export async function readFrames(
  session: CDPSession,
  frames: readonly Frame[],
): Promise<readonly Histogram[]> {
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
  return result.value as readonly Histogram[];
}
