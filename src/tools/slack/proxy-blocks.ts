import type { ModalView } from '@slack/types';
import { codeBlock, header, plain, section } from '../../shared/blocks.ts';
import { proxyHost } from '../forward-rules.ts';
import { caddyLines, nginxLines, usualPlaces } from '../proxy-text.ts';
import type { Tool } from '../rules.ts';
import { proxyTexts, secretTexts } from '../texts.ts';
import { testSection } from './dialog-blocks.ts';

/** The lines for the proxy in front of a tool. */
export function proxyModal(
  tool: Pick<Tool, 'name' | 'address' | 'preset'>,
  { isNew }: { isNew: boolean },
): ModalView {
  const { name, address } = tool;
  const proxied = { host: proxyHost(tool) ?? '', ...usualPlaces };
  return {
    type: 'modal',
    title: plain(secretTexts.title, 24),
    close: plain(secretTexts.done, 24),
    blocks: [
      section(plain(isNew ? proxyTexts.lead(name) : proxyTexts.leadChanged(name))),
      header('nginx'),
      codeBlock(nginxLines(proxied)),
      header('Caddy'),
      codeBlock(caddyLines(proxied)),
      testSection(proxyTexts.test, address),
    ],
  };
}
