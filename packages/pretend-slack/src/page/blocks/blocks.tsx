import type {
  ActionsBlock,
  AlertBlock,
  AnyBlock,
  ContextActionsBlock,
  ContextBlock,
  HeaderBlock,
  ImageBlock,
  MarkdownBlock,
  RichTextBlock,
  SectionBlock,
} from '@slack/types';
import type { Json } from '../../slack/state.ts';
import { Element } from './elements.tsx';
import { InputRow } from './input-row.tsx';
import { RichText } from './rich-text.tsx';
import type { Surface } from './surface.ts';
import { BigImage, SmallImage, Text } from './texts.tsx';

/** An app's blocks, drawn with controls that send what Slack's client would. */
export function Blocks({ blocks, at }: { blocks: readonly AnyBlock[]; at: Surface }) {
  return (
    <>
      {blocks.map((block) => (
        <Block block={block} at={at} />
      ))}
    </>
  );
}

function Block({ block, at }: { block: AnyBlock; at: Surface }) {
  switch (block.type) {
    case 'section':
      return <Section block={block as SectionBlock} at={at} />;
    case 'header':
      return <h3 class="block header">{(block as HeaderBlock).text.text}</h3>;
    case 'divider':
      return <hr class="block" />;
    case 'context':
      return <Context block={block as ContextBlock} at={at} />;
    case 'actions':
      return <Actions block={block as ActionsBlock} at={at} />;
    case 'context_actions':
      return <Actions block={block as ContextActionsBlock} at={at} />;
    case 'image':
      return <Image block={block as ImageBlock} />;
    case 'input':
      return <InputRow block={block as unknown as Json} at={at} />;
    case 'rich_text':
      return <RichText block={block as RichTextBlock} at={at} />;
    case 'alert':
      return <Alert block={block as AlertBlock} at={at} />;
    case 'markdown':
      return <pre class="block markdown">{(block as MarkdownBlock).text}</pre>;
    default:
      return <p class="block">{`The sandbox can’t show ${block.type} blocks yet.`}</p>;
  }
}

function nameIn(block: AnyBlock, element: unknown) {
  const { action_id: actionId } = element as { action_id?: string };
  return { blockId: block.block_id ?? '', actionId: actionId ?? '' };
}

function Section({ block, at }: { block: SectionBlock; at: Surface }) {
  const { text, fields, accessory } = block;
  return (
    <div class="block section">
      <div class="section-text">
        {text && <Text text={text} at={at} />}
        {fields && (
          <div class="fields">
            {fields.map((field) => (
              <div>
                <Text text={field} at={at} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div class="accessory">
          <Element
            element={accessory as unknown as Json}
            name={nameIn(block, accessory)}
            at={at}
            dispatches
          />
        </div>
      )}
    </div>
  );
}

function Context({ block, at }: { block: ContextBlock; at: Surface }) {
  return (
    <div class="block context">
      {block.elements.map((element) =>
        element.type === 'image' ? (
          <SmallImage image={element} />
        ) : (
          <span>
            <Text text={element} at={at} />
          </span>
        ),
      )}
    </div>
  );
}

function Actions({ block, at }: { block: ActionsBlock | ContextActionsBlock; at: Surface }) {
  return (
    <div class="block actions">
      {block.elements.map((element) => (
        <Element
          element={element as unknown as Json}
          name={nameIn(block, element)}
          at={at}
          dispatches
        />
      ))}
    </div>
  );
}

function Image({ block }: { block: ImageBlock }) {
  return (
    <figure class="block">
      {block.title && <figcaption>{block.title.text}</figcaption>}
      <BigImage image={block} />
    </figure>
  );
}

function Alert({ block, at }: { block: AlertBlock; at: Surface }) {
  return (
    <div class={`block alert alert-${block.level ?? 'default'}`} role="note">
      <Text text={block.text} at={at} />
    </div>
  );
}
