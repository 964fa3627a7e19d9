import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWebServer } from '../../../harness/host/network/web-server.ts';
import type { Host } from '../../../harness/host.ts';
import { openProject } from '../../../options/groups/project.ts';
import { createDashboard } from '../../../serve/dashboard/dashboard.ts';
import { answerNode } from '../../../serve/dashboard/node-front.ts';
import { createProjectData } from '../../../serve/dashboard/project-data.ts';
import { comparedOnce } from '../../support/compared.ts';
import { createDraws } from '../../support/draws.ts';
import { historyEntry, summaryOf } from '../../support/history-entries.ts';
import { memoryHost } from '../../support/memory-host.ts';
import { runRecord } from '../../support/run-record.ts';

export const TOKEN = 'a-token-that-nobody-guesses';
export const HOSTILE = '<script>alert(1)</script>"\'; DROP TABLE runs; ../..';
