import { Name } from '../../platform/web/page.tsx';
import { initial } from '../../shared/letter.tsx';
import type { OwnTool } from '../given-rules.ts';
import { moreToolsText, namedTools } from '../given-texts.ts';

/** Tools as tiles that lead to them. */
export function ToolTiles({ tools }: { tools: readonly OwnTool[] }) {
  return (
    <ul class="tools">
      {tools.map(({ name, address }) => (
        <li>
          <a href={address}>
            <span class="letter" aria-hidden="true">
              {initial(name)}
            </span>
            <span class="what">
              <strong>
                <Name>{name}</Name>
              </strong>
              <span class="hint">{new URL(address).host}</span>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Names of tools in a line, each kept from turning the others around; of many only the first. */
export function ToolNames({ names }: { names: readonly string[] }) {
  const { shown, more } = namedTools(names);
  return (
    <>
      {shown.map((name, index) => (
        <>
          {index > 0 && ', '}
          <Name>{name}</Name>
        </>
      ))}
      {more > 0 && `, ${moreToolsText(more)}`}
    </>
  );
}
