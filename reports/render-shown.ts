import type { RenderOptions, Reporter, Shown } from './reporter.ts';
import { isViewed } from './view.ts';

/**
 * Text of a reporter, in parts where one string may not hold it.
 * @throws Error for a format of measurements, which commands with other documents refuse.
 */
export function renderShown(
  { id, render, parts, view }: Reporter,
  shown: Shown,
  options: RenderOptions,
): Iterable<string> {
  if (!isViewed(shown)) return parts?.(shown, options) ?? [render(shown, options)];
  if (view === undefined) throw new Error(`${id} shows measurements only`);
  return [view.render(shown, options)];
}
