"""Brazilian cities by area code (DDD), and common names, for people who do not exist."""

from typing import NamedTuple


class Place(NamedTuple):
    ddd: str
    city: str
    uf: str


PLACES: tuple[Place, ...] = (
    Place("11", "São Paulo", "SP"), Place("11", "Guarulhos", "SP"), Place("11", "Osasco", "SP"),
    Place("13", "Santos", "SP"), Place("15", "Sorocaba", "SP"), Place("16", "Ribeirão Preto", "SP"),
    Place("19", "Campinas", "SP"), Place("21", "Rio de Janeiro", "RJ"), Place("21", "Niterói", "RJ"),
    Place("22", "Campos dos Goytacazes", "RJ"), Place("27", "Vitória", "ES"), Place("31", "Belo Horizonte", "MG"),
    Place("32", "Juiz de Fora", "MG"), Place("34", "Uberlândia", "MG"), Place("41", "Curitiba", "PR"),
    Place("43", "Londrina", "PR"), Place("44", "Maringá", "PR"), Place("47", "Joinville", "SC"),
    Place("48", "Florianópolis", "SC"), Place("51", "Porto Alegre", "RS"), Place("54", "Caxias do Sul", "RS"),
    Place("61", "Brasília", "DF"), Place("62", "Goiânia", "GO"), Place("63", "Palmas", "TO"),
    Place("65", "Cuiabá", "MT"), Place("67", "Campo Grande", "MS"), Place("68", "Rio Branco", "AC"),
    Place("69", "Porto Velho", "RO"), Place("71", "Salvador", "BA"), Place("75", "Feira de Santana", "BA"),
    Place("79", "Aracaju", "SE"), Place("81", "Recife", "PE"), Place("82", "Maceió", "AL"),
    Place("83", "João Pessoa", "PB"), Place("84", "Natal", "RN"), Place("85", "Fortaleza", "CE"),
    Place("86", "Teresina", "PI"), Place("91", "Belém", "PA"), Place("92", "Manaus", "AM"),
    Place("95", "Boa Vista", "RR"), Place("96", "Macapá", "AP"), Place("98", "São Luís", "MA"),
)  # fmt: skip

PLACE_WEIGHTS: tuple[int, ...] = tuple(8 if p.city in {"São Paulo", "Rio de Janeiro"} else 2 for p in PLACES)

FIRST_NAMES: tuple[str, ...] = (
    "Maria", "José", "Ana", "João", "Antônio", "Francisco", "Carlos", "Paulo", "Pedro", "Lucas", "Luiz",
    "Marcos", "Luís", "Gabriel", "Rafael", "Francisca", "Daniel", "Marcelo", "Bruno", "Eduardo", "Felipe",
    "Raimundo", "Rodrigo", "Antônia", "Adriana", "Juliana", "Márcia", "Fernanda", "Patrícia", "Aline", "Sandra",
    "Camila", "Amanda", "Bruna", "Jéssica", "Letícia", "Júlia", "Luciana", "Vanessa", "Mariana", "Gabriela",
    "Vera", "Vitória", "Larissa", "Cláudia", "Beatriz", "Rita", "Luana", "Sônia", "Renata", "Eliane", "Mateus",
    "Gustavo", "Thiago", "Diego", "Sérgio", "Roberto", "Fábio", "Leonardo", "Vinícius", "André", "Conceição",
    "Simone", "Cristina", "Tatiane", "Rosângela", "Sebastião",
)  # fmt: skip

SURNAMES: tuple[str, ...] = (
    "Silva", "Santos", "Oliveira", "Souza", "Rodrigues", "Ferreira", "Alves", "Pereira", "Lima", "Gomes",
    "Ribeiro", "Carvalho", "Almeida", "Lopes", "Soares", "Fernandes", "Vieira", "Barbosa", "Rocha", "Dias",
    "Nascimento", "Andrade", "Moreira", "Nunes", "Marques", "Machado", "Mendes", "Freitas", "Cardoso", "Ramos",
    "Gonçalves", "Santana", "Teixeira", "Araújo", "Costa", "Martins", "Melo", "Barros", "Pinto", "Moura",
    "Cavalcanti", "Assunção", "Conceição", "Falcão",
)  # fmt: skip

PARTICLES: tuple[str, ...] = ("", "", "", "", "da ", "de ", "dos ")

CREDITORS: tuple[tuple[str, str, str], ...] = (
    ("Lojas Aurora Fictícia", "LA", "Compra parcelada no crediário"),
    ("Banco Horizonte Fictício", "BH", "Fatura do cartão de crédito"),
    ("Móveis Ipê Fictícia", "MI", "Parcela de móveis planejados"),
    ("Escola Pinheiral Fictícia", "EP", "Mensalidade escolar"),
    ("Telecom Litoral Fictícia", "TL", "Conta de internet residencial"),
)
"""Name, contract prefix and what was bought; none of them exists."""
