import type { Channel } from '../../domain/channels/channel.ts';
import type { ReaderLanguage } from '../../domain/people/person.ts';
import type { Translate } from '../../lib/i18n.ts';
import { formatOf } from '../format.ts';
import type { FieldProblem } from './compose-content.ts';

/** What is wrong, in the reader's language: numbers written out, languages and platforms named. */
export function problemSentence(
  { key, parameters }: Pick<FieldProblem, 'key' | 'parameters'>,
  channels: readonly Channel[],
  { t, language }: { t: Translate; language: ReaderLanguage },
): string {
  const format = formatOf(language);
  const told = Object.entries(parameters).map(([name, value]): [string, string] => {
    if (typeof value === 'number') return [name, format.number(value)];
    return [name, name === 'language' ? t(`common.version.${value}`) : value];
  });
  if (key.startsWith('compose.problem.guard-')) return guardSentence(key, parameters, t);
  const channel = channels.find((one) => one.name === parameters['channel']);
  const platform = channel === undefined ? '' : t(`common.platform.${channel.platform}`);
  return t(key, { platform, ...Object.fromEntries(told) });
}

/** What the guard says, after the words that it says it of. */
function guardSentence(key: string, parameters: FieldProblem['parameters'], t: Translate): string {
  const { excerpt = '', message = '' } = parameters;
  const finding = t(`findings.${message}`, parameters);
  return t(key, { finding: excerpt === '' ? finding : `“${excerpt}”: ${finding}` });
}
