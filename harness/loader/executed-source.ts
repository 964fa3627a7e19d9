import { chooseLoadMethod } from './choose-load-method.ts';
import { transformSource } from './transform-source.ts';

/** The text that Node.js runs for a source: the source itself, or what the loader makes of it. */
export function executedSource(file: string, source: string): string {
  try {
    const how = chooseLoadMethod(file, source);
    return how.by === 'node' ? source : transformSource(file, how).code;
  } catch {
    // Changed since it was loaded, or no source of ours at all.
    return source;
  }
}
