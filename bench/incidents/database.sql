CREATE TABLE products (id int PRIMARY KEY, category int, name text, price int);
INSERT INTO products SELECT id, id % 4000, 'product ' || id, id % 9000 FROM generate_series(0, 399999) id;
CREATE TABLE order_lines (id serial PRIMARY KEY, order_id int, product_id int, quantity int, price int, note text);
INSERT INTO order_lines (order_id, product_id, quantity, price, note)
  SELECT id % 300, id % 5000, 1 + id % 3, id % 9000, repeat('note ', 8) FROM generate_series(0, 1199999) id;
CREATE TABLE stock (product_id int PRIMARY KEY, left_over int);
INSERT INTO stock SELECT id, 1000000 FROM generate_series(0, 4999) id;
CREATE TABLE payments (id serial PRIMARY KEY, product_id int, amount int, at timestamptz DEFAULT now());
