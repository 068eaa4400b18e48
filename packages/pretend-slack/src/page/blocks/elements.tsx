import type {
  Button,
  Checkboxes,
  Datepicker,
  FeedbackButtons,
  FileInput,
  IconButton,
  ImageElement,
  Overflow,
  RadioButtons,
  Timepicker,
} from '@slack/types';
import type { Json } from '../../slack/state.ts';
import { ButtonElement, FeedbackElement, IconButtonElement, OverflowElement } from './buttons.tsx';
import { Choices, DateInput, type Held, TypedInput } from './fields.tsx';
import { FileField } from './file-field.tsx';
import { MultiSelectMenu, SelectMenu } from './selects.tsx';
import { SmallImage } from './texts.tsx';

/** Any element that a block may hold. One that the sandbox does not know is named, not left out. */
export function Element({ element, ...rest }: Held<Json>) {
  const as = <Type,>() => element as unknown as Type;
  const type = String(element.type);
  switch (type) {
    case 'button':
      return <ButtonElement element={as<Button>()} {...rest} />;
    case 'overflow':
      return <OverflowElement element={as<Overflow>()} {...rest} />;
    case 'feedback_buttons':
      return <FeedbackElement element={as<FeedbackButtons>()} {...rest} />;
    case 'icon_button':
      return <IconButtonElement element={as<IconButton>()} {...rest} />;
    case 'image':
      return <SmallImage image={as<ImageElement>()} />;
    case 'radio_buttons':
    case 'checkboxes':
      return <Choices element={as<RadioButtons | Checkboxes>()} {...rest} />;
    case 'datepicker':
    case 'timepicker':
      return <DateInput element={as<Datepicker | Timepicker>()} {...rest} />;
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return <TypedInput element={element} {...rest} />;
    case 'file_input':
      return <FileField element={as<FileInput>()} {...rest} />;
    default:
      if (/^multi_.*_select$/.test(type)) return <MultiSelectMenu element={element} {...rest} />;
      if (type.endsWith('_select')) return <SelectMenu element={element} {...rest} />;
      return <code>{`The sandbox can’t show ${type} elements yet.`}</code>;
  }
}

/** Whether an element consists of several controls, which the label of its block names together. */
export function isGroup(element: Json): boolean {
  const type = String(element.type);
  return type === 'radio_buttons' || type === 'checkboxes' || /^multi_|^external_/.test(type);
}
