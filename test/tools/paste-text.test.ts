import { expect, test } from 'vitest';
import type { ToolId } from '../../src/shared/ids.ts';
import { linesToPaste } from '../../src/tools/paste-text.ts';
import type { Preset } from '../../src/tools/preset-rules.ts';

const paste = (preset: Preset, isNew: boolean) =>
  linesToPaste(
    { id: 'an-id' as ToolId, address: 'https://tool.example.com', preset },
    { publicUrl: 'https://team.example.com', secret: 'a-secret', isNew },
  );

test('a new secret goes into what is there already: nothing is added or installed a second time', () => {
  expect(paste('gitea', true)).toMatch(/^gitea admin auth add-oauth --name team /);
  expect(paste('gitea', false)).toContain(
    `gitea admin auth update-oauth --id "$(gitea admin auth list | awk '$2 == "team" {print $1}')" --key 'an-id' --secret 'a-secret'`,
  );
  expect(paste('nextcloud', true)).toContain('app:install');
  expect(paste('nextcloud', false)).toMatch(/^occ user_oidc:provider team /);
});
