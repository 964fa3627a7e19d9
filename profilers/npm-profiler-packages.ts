import type { ProfilerPackage } from './find-profiler-package.ts';

/** 0x: flame graphs from V8's own log. Its log reader is the same from 5 on. */
export const ZERO_X: ProfilerPackage = {
  name: '0x',
  purpose: 'profiles Node.js programs using the V8 log',
  majors: [5, 6],
  version: '6.0.0',
};

/** clinic: doctor, flame, heap profiler and bubbleprof. No longer maintained; 13 is its last. */
export const CLINIC: ProfilerPackage = {
  name: 'clinic',
  purpose: 'diagnoses performance problems of Node.js servers',
  majors: [13, 13],
  version: '13.0.0',
};
