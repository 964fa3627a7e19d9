/** Preloaded with `--import`: writes down which modules this process loads, for tests. */
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const urls = new Set<string>();

registerHooks({
  load: (url, context, nextLoad) => {
    urls.add(url);
    return nextLoad(url, context);
  },
});

process.on('exit', () => {
  const file = process.env.RECORD_LOADS_TO;
  if (file !== undefined) writeFileSync(file, [...urls].join('\n'));
});
