import { expect, test } from 'vitest';
import { readProgramStarts } from '../../../profilers/tool/profiled-program-environment.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';

test('programs under an external profiler are read in the order of their start, with their pids', () => {
  const { host } = createInMemoryHost();
  const write = (name: string, text: string) => host.files.writeAtomic(`${host.cwd}/${name}`, text);
  write('31.started', '{ "startMs": 20, "log": null }');
  write('7.started', '{ "startMs": 40, "log": "v8-7.log" }');
  write('7.ended', '{}');
  expect(readProgramStarts(host, host.cwd)).toEqual([
    { pid: 31, startMs: 20, log: null },
    { pid: 7, startMs: 40, log: 'v8-7.log' },
  ]);
});
