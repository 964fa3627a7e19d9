import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import type { CDPSession } from 'playwright-core';
import type { Files } from '../../host/files.ts';
import type { Load } from './load-page.ts';

/** Pictures of a film that are kept. */
const MOST_FRAMES = 8;
/** A larger picture tells no more, and reports hold it whole; bytes. */
const MOST_BYTES = 250_000;
const SCREENSHOT_QUALITY = 60;

/** Leaves the film of a load and a picture of the page at rest where they stay. */
export async function keepPictures(
  files: Files,
  folder: string,
  session: CDPSession,
  { frames, originMs }: Pick<Load, 'frames' | 'originMs'>,
): Promise<void> {
  files.makeFolder(folder);
  const keep = (name: string, jpeg: string): void => {
    const bytes = Buffer.from(jpeg, 'base64');
    if (bytes.length <= MOST_BYTES) files.writeBytes(join(folder, name), bytes);
  };
  for (const { atMs, jpeg } of chooseFrames(frames.filter(({ atMs }) => atMs > originMs))) {
    keep(`frame-${String(Math.round(atMs - originMs)).padStart(6, '0')}.jpg`, jpeg);
  }
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'jpeg',
    quality: SCREENSHOT_QUALITY,
    optimizeForSpeed: true,
  });
  keep('screenshot.jpg', data);
}

/** The first and the last, and of those between as many as fit, evenly. */
export function chooseFrames<T>(frames: readonly T[]): readonly T[] {
  if (frames.length <= MOST_FRAMES) return frames;
  const step = (frames.length - 1) / (MOST_FRAMES - 1);
  return Array.from({ length: MOST_FRAMES }, (_, place) => frames[Math.round(place * step)] as T);
}
