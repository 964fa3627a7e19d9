/**
 * Checks a change in a process of its own: the request comes on stdin, and the answer is the last
 * line of stdout, which the module cannot reach.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSessions } from '../recorded-call-session.ts';
import type { CheckRequest, CheckResponse } from './behavior-check-request.ts';
import { HANG_TIMEOUT_MS } from './confirm-reproducible-behavior-difference.ts';
import { createModuleReplayer } from './replay-module-version.ts';
import { runBehaviorCheck } from './run-behavior-check.ts';

const request = JSON.parse(readFileSync(0, 'utf8')) as CheckRequest;
const createReplayer = (folder: string, watched: CheckRequest['watched']) =>
  createModuleReplayer({
    worker: request.worker,
    folder,
    files: request.files,
    watched,
    file: join(folder, request.module),
    loadFirst: request.loadFirst.map((module) => join(folder, module)),
    hangMs: HANG_TIMEOUT_MS,
  });
const base = createReplayer(request.base, []);
const head = createReplayer(request.head, request.watched);
const sessions = parseSessions(readFileSync(request.sessions, 'utf8'));
const answer: CheckResponse = await runBehaviorCheck(
  { base, head, callbacks: request.callbacks },
  sessions,
  request,
);
process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => process.exit(0));
