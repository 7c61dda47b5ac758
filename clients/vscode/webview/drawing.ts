// Vega and how charts are drawn with it: loaded by the chart panel, and by the preview once there is a chart to draw, so that
// previews of other Markdown files stay light.
import { draw } from './draw';
import { themeOf } from './theme';

export interface DrawingScript {
  draw: typeof draw;
  themeOf: typeof themeOf;
}

(globalThis as { lumenDrawing?: DrawingScript }).lumenDrawing = { draw, themeOf };
