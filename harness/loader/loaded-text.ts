import { howToLoad } from './how-to-load.ts';
import { transform } from './transform.ts';

/** The text that Node.js runs for a source: the source itself, or what the loader makes of it. */
export function loadedText(file: string, source: string): string {
  try {
    const how = howToLoad(file, source);
    return how.by === 'node' ? source : transform(file, how).code;
  } catch {
    // Changed since it was loaded, or no source of ours at all.
    return source;
  }
}
