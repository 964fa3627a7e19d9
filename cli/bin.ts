#!/usr/bin/env node
import { createHost } from '../harness/host.ts';
import { main } from './main.ts';

process.exitCode = await main(createHost(), process.argv.slice(2));
