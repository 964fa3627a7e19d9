/** Sides without any difference in what their scenario reads. */

import { CHANGED_DATA_FILE } from './differing-input-file-cases.ts';
import type { TracedFunction } from './trace-scenario-inputs-of-base-and-head.ts';

const FS = "import * as fs from 'node:fs';\n";

/** Cases in which there is nothing to measure, each with its number of files. */
export const SAME_INPUT_CASES: Readonly<Record<string, readonly [TracedFunction, number]>> = {
  'a comment in a file that is not read': [
    {
      code: "import { one } from './one.js';\nexport default { run: () => one };",
      files: { 'one.js': 'export const one = 1;', 'two.js': '// one' },
      head: { 'two.js': '// two' },
    },
    2,
  ],
  'a new file beside those that are read': [
    {
      code: `${FS}export default { run: () => fs.readFileSync('data.txt') };`,
      files: CHANGED_DATA_FILE.files,
      head: { 'new.js': '' },
    },
    2,
  ],
  'a version that nobody asks for': [
    {
      code: 'export default { run: () => 1 };',
      head: { 'package.json': '{"type":"module","version":"2.0.0"}' },
    },
    1,
  ],
  'a package that is not loaded': [
    { code: 'export default { run: () => 1 };', head: { 'node_modules/tool/index.js': '' } },
    1,
  ],
  'a comment, where a package that may be missing is': [
    {
      code: "import './one.js';\nlet found = true;\ntry { await import('pack'); } catch { found = false; }\nexport default { run: () => found };",
      files: { 'one.js': '', 'two.js': '// one' },
      head: { 'two.js': '// two' },
    },
    2,
  ],
  'nothing, where what is watched is only touched': [
    {
      code: "console.log(new Date(0).toISOString(), typeof Math.random, new Response('x').status);\nexport default { run: () => new Date('2020-01-01').getTime() };",
    },
    1,
  ],
};
