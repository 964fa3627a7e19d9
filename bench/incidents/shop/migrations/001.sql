CREATE INDEX products_category ON products (category);
CREATE INDEX order_lines_order ON order_lines (order_id);
