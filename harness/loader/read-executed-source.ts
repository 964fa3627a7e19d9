import { chooseLoadMethod } from './choose-source-load-method.ts';
import { transformSource } from './transform-source.ts';

/** Returns the text that Node.js runs for a source: the source itself, or the loader's output. */
export function readExecutedSource(file: string, source: string): string {
  try {
    const how = chooseLoadMethod(file, source);
    return how.by === 'node' ? source : transformSource(file, how).code;
  } catch {
    // Changed since it was loaded, or no source of ours at all.
    return source;
  }
}
