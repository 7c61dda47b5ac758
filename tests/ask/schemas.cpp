// The data that questions are asked of: small enough to check every answer by hand.
#include "ask/database.hpp"

namespace lumen::test {

const Database& shop_database() {
  static const Database made(R"sql(
CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, name VARCHAR, city VARCHAR, country VARCHAR, joined_on DATE);
INSERT INTO customers VALUES
  (1, 'Ada Park', 'Utrecht', 'Netherlands', '2021-02-03'), (2, 'Bruno Silva', 'Lyon', 'France', '2021-07-19'),
  (3, 'Chen Wu', 'Lyon', 'France', '2022-01-11'), (4, 'Dana Levi', 'Malmö', 'Sweden', '2022-11-30'),
  (5, 'Elif Kaya', 'Utrecht', 'Netherlands', '2023-03-08'), (6, 'Femi Obi', 'Paris', 'France', '2024-01-25');
CREATE TABLE products (product_id INTEGER PRIMARY KEY, name VARCHAR, category VARCHAR, price DECIMAL(8, 2), stock INTEGER);
INSERT INTO products VALUES
  (1, 'Desk Lamp', 'lighting', 40.00, 12), (2, 'Floor Lamp', 'lighting', 90.00, 3),
  (3, 'Office Chair', 'furniture', 150.00, 7), (4, 'Standing Desk', 'furniture', 400.00, 2),
  (5, 'Ballpoint Pen', 'stationery', 2.50, 500), (6, 'Notebook', 'stationery', 6.00, 240);
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (customer_id),
                     ordered_on DATE, status VARCHAR, shipping_cost DECIMAL(8, 2));
INSERT INTO orders VALUES
  (1, 1, '2023-01-10', 'shipped', 5.00), (2, 1, '2023-01-28', 'shipped', 0.00), (3, 2, '2023-02-14', 'cancelled', 8.00),
  (4, 2, '2023-05-02', 'shipped', 8.00), (5, 3, '2023-08-21', 'shipped', 12.00), (6, 4, '2023-11-03', 'shipped', 20.00),
  (7, 1, '2024-01-15', 'shipped', 5.00), (8, 3, '2024-02-09', 'open', 12.00), (9, 5, '2024-02-20', 'open', 5.00),
  (10, 5, '2024-04-18', 'open', 0.00);
CREATE TABLE order_items (order_id INTEGER REFERENCES orders (order_id), product_id INTEGER REFERENCES products (product_id),
                          quantity INTEGER, PRIMARY KEY (order_id, product_id));
INSERT INTO order_items VALUES
  (1, 1, 2), (1, 5, 10), (2, 6, 4), (3, 3, 1), (4, 3, 2), (4, 1, 1), (5, 4, 1), (5, 5, 20), (6, 2, 1), (7, 6, 6),
  (7, 5, 5), (7, 1, 1), (8, 4, 1), (9, 3, 1), (9, 6, 3), (10, 5, 50);
)sql");
  return made;
}

const Database& clinic_database() {
  static const Database made(R"sql(
CREATE TABLE Departments (DepartmentID INTEGER, DepartmentName VARCHAR, Floor INTEGER);
INSERT INTO Departments VALUES (1, 'Cardiology', 2), (2, 'Dermatology', 1), (3, 'Pediatrics', 3);
CREATE TABLE Doctors (DoctorID INTEGER, FullName VARCHAR, DepartmentID INTEGER, Salary INTEGER, HiredOn DATE);
INSERT INTO Doctors VALUES
  (11, 'Ines Costa', 1, 9200, '2015-04-01'), (12, 'Jonas Berg', 1, 8100, '2019-09-15'), (13, 'Kavya Rao', 2, 7600, '2018-01-08'),
  (14, 'Leo Martin', 3, 7000, '2021-06-21'), (15, 'Mina Sato', 3, 7900, '2016-11-02');
CREATE TABLE Patients (PatientID INTEGER, FirstName VARCHAR, LastName VARCHAR, Gender VARCHAR, BirthDate DATE, Town VARCHAR);
INSERT INTO Patients VALUES
  (101, 'Nora', 'Lind', 'female', '1980-05-12', 'Bergen'), (102, 'Omar', 'Haddad', 'male', '1955-09-30', 'Oslo'),
  (103, 'Paula', 'Weiss', 'female', '2015-02-17', 'Oslo'), (104, 'Quinn', 'Adeyemi', 'male', '1999-12-01', 'Bergen'),
  (105, 'Rosa', 'Marin', 'female', '1967-07-23', 'Tromsø'), (106, 'Sven', 'Dahl', 'male', '2018-03-05', 'Oslo'),
  (107, 'Tilda', 'Moe', 'female', '1991-10-10', 'Bergen');
CREATE TABLE Visits (VisitID INTEGER, PatientID INTEGER, DoctorID INTEGER, VisitTime TIMESTAMP, DurationMinutes INTEGER, Fee DOUBLE);
INSERT INTO Visits VALUES
  (1, 101, 11, '2024-03-04 09:00:00', 30, 120.0), (2, 102, 11, '2024-03-04 10:00:00', 45, 180.0),
  (3, 103, 14, '2024-03-05 09:30:00', 20, 60.0), (4, 104, 13, '2024-03-05 11:00:00', 15, 75.0),
  (5, 102, 12, '2024-03-12 09:00:00', 60, 240.0), (6, 105, 13, '2024-03-13 14:30:00', 25, 75.0),
  (7, 106, 15, '2024-04-02 09:00:00', 20, 60.0), (8, 101, 11, '2024-04-02 10:30:00', 30, 120.0),
  (9, 103, 15, '2024-04-16 13:00:00', 35, 60.0), (10, 102, 11, '2024-04-17 09:00:00', 45, 180.0);
CREATE TABLE Prescriptions (PrescriptionID INTEGER, VisitID INTEGER, Drug VARCHAR, Tablets INTEGER);
INSERT INTO Prescriptions VALUES
  (1, 1, 'Bisoprolol', 30), (2, 2, 'Bisoprolol', 60), (3, 2, 'Aspirin', 20), (4, 4, 'Cortisone', 10), (5, 5, 'Aspirin', 20),
  (6, 6, 'Cortisone', 14), (7, 9, 'Paracetamol', 12), (8, 10, 'Bisoprolol', 60);
)sql");
  return made;
}

const Database& library_database() {
  static const Database made(R"sql(
CREATE TABLE author (id INTEGER PRIMARY KEY, name VARCHAR, nationality VARCHAR);
INSERT INTO author VALUES (1, 'Amara Diallo', 'Senegalese'), (2, 'Boris Novak', 'Czech'), (3, 'Carmen Ruiz', 'Spanish'),
  (4, 'Dmitri Orlov', 'Russian'), (5, 'Eva Horak', 'Czech');
CREATE TABLE book (isbn VARCHAR PRIMARY KEY, title VARCHAR, author_id INTEGER REFERENCES author (id), pub_year INTEGER,
                   pages INTEGER, genre VARCHAR, lang VARCHAR, rating DOUBLE);
INSERT INTO book VALUES
  ('978-01', 'The Salt Road', 1, 1998, 320, 'novel', 'French', 4.5), ('978-02', 'Harbour Lights', 1, 2005, 210, 'poetry', 'French', 3.9),
  ('978-03', 'Clockwork Rain', 2, 2011, 450, 'novel', 'Czech', 4.1), ('978-04', 'Stars over Brno', 2, 2019, 280, 'science', 'Czech', 4.7),
  ('978-05', 'A Year of Olives', 3, 1998, 190, 'novel', 'Spanish', 3.2), ('978-06', 'Winter Trains', 4, 1987, 610, 'history', 'Russian', 4.0),
  ('978-07', 'The Quiet Atom', 3, 2019, 340, 'science', 'Spanish', 4.4), ('978-08', 'Paper Birds', 2, 2021, 150, 'poetry', 'Czech', 3.6);
CREATE TABLE member (mbr_no INTEGER PRIMARY KEY, fname VARCHAR, lname VARCHAR, joined DATE, active BOOLEAN);
INSERT INTO member VALUES (501, 'Ugo', 'Bianchi', '2020-01-15', true), (502, 'Vera', 'Lang', '2021-05-20', true),
  (503, 'Wim', 'Smit', '2021-09-02', false), (504, 'Xenia', 'Popova', '2023-03-30', true);
CREATE TABLE loan (loan_id INTEGER PRIMARY KEY, isbn VARCHAR REFERENCES book (isbn), mbr_no INTEGER REFERENCES member (mbr_no),
                   dt_out DATE, dt_back DATE);
INSERT INTO loan VALUES
  (1, '978-01', 501, '2022-03-01', '2022-03-15'), (2, '978-03', 501, '2022-06-10', '2022-07-01'), (3, '978-03', 502, '2022-08-05', '2022-08-20'),
  (4, '978-04', 502, '2023-01-09', '2023-02-01'), (5, '978-07', 502, '2023-01-12', '2023-02-01'), (6, '978-05', 503, '2023-04-22', NULL),
  (7, '978-03', 504, '2023-10-30', '2023-11-11'), (8, '978-01', 502, '2024-02-14', NULL), (9, '978-08', 501, '2024-04-03', NULL);
)sql");
  return made;
}

const Database& travel_database() {
  static const Database made(R"sql(
CREATE TABLE airports (iata VARCHAR, city VARCHAR, state VARCHAR);
INSERT INTO airports VALUES ('AUS', 'Austin', 'TX'), ('DAL', 'Dallas', 'TX'), ('HOU', 'Houston', 'TX'), ('BOS', 'Boston', 'MA'),
  ('SFO', 'San Francisco', 'CA'), ('LAX', 'Los Angeles', 'CA'), ('SEA', 'Seattle', 'WA'), ('DEN', 'Denver', 'CO'),
  ('PHX', 'Phoenix', 'AZ'), ('ATL', 'Atlanta', 'GA'), ('MIA', 'Miami', 'FL'), ('JFK', 'New York', 'NY');
CREATE TABLE flights (flight_no INTEGER, origin VARCHAR, destination VARCHAR, left_on DATE, delay INTEGER);
INSERT INTO flights VALUES (1, 'AUS', 'DAL', '2024-01-03', 5), (2, 'DAL', 'AUS', '2024-01-04', 0), (3, 'DAL', 'BOS', '2024-01-09', 12),
  (4, 'BOS', 'DAL', '2024-01-11', -3), (5, 'SFO', 'BOS', '2024-02-02', 40), (6, 'SFO', 'LAX', '2024-02-10', 7),
  (7, 'LAX', 'SEA', '2024-02-11', 0), (8, 'SEA', 'BOS', '2024-02-27', 19), (9, 'DEN', 'AUS', '2024-03-01', 3),
  (10, 'DAL', 'DEN', '2024-03-08', 11), (11, 'BOS', 'SFO', '2024-03-19', 2), (12, 'SEA', 'LAX', '2024-03-22', -8),
  (13, 'DAL', 'SEA', '2024-04-02', 4), (14, 'SFO', 'DEN', '2024-04-09', 0);
INSERT INTO flights VALUES (15, 'AUS', 'BOS', '2024-04-10', 1), (16, 'BOS', 'AUS', '2024-04-11', 6), (17, 'DAL', 'BOS', '2024-04-12', 0),
  (18, 'LAX', 'SFO', '2024-04-15', 9), (19, 'SEA', 'SFO', '2024-04-20', 2), (20, 'DEN', 'DAL', '2024-04-22', 31);
CREATE TABLE capitals (state VARCHAR, capital VARCHAR);
INSERT INTO capitals VALUES ('Texas', 'Austin'), ('California', 'Sacramento'), ('Massachusetts', 'Boston'), ('Washington', 'Olympia'),
  ('Colorado', 'Denver');
)sql");
  return made;
}

} // namespace lumen::test
