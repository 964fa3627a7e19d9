import { z } from 'zod';
import { closed, text, textMap, texts } from './schema-parts.ts';
import { urlProblem } from './target-url.ts';

const QUANTITIES = 'an object such as { cpu: "500m", memory: "256Mi" }';
const YES_OR_NO = { error: 'true or false' };

/** How a k6 script runs in a cluster. */
export const kubernetesSchema = closed('an object with baseUrl, image, results and others', {
  // Whether it may be loaded is asked when it is to be: it leads nowhere from here.
  baseUrl: z
    .string({ error: 'an address such as "http://shop.example"' })
    .refine((url) => URL.canParse(url) && urlProblem(url, [new URL(url).hostname]) === null, {
      error: 'an address such as "http://shop.example"',
    })
    .optional(),
  image: text('the image of the runners').optional(),
  separate: z.boolean(YES_OR_NO).optional(),
  cleanup: z.boolean(YES_OR_NO).optional(),
  requests: textMap(QUANTITIES).optional(),
  limits: textMap(QUANTITIES).optional(),
  results: text('the name of a persistent volume claim').optional(),
  args: texts('a list of arguments of k6').optional(),
});
