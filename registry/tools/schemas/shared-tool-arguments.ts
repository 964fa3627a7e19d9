import { z } from 'zod';

const TEXT = 500;
const word = z.string().min(1).max(TEXT);

/** Arguments that several tools take, in the words of the command line. */
export const scenariosArgument = z
  .array(word)
  .max(50)
  .optional()
  .describe('Names, files, folders or globs. Default: all.');
export const scenarioArgument = word.describe('Name of a scenario, or its file.');
export const filterArgument = word
  .optional()
  .describe('Only if name or tag contains this text or matches /pattern/.');
export const refArgument = word.describe('A git ref, `.` for the working tree, or a folder.');
export const wordArgument = word;
